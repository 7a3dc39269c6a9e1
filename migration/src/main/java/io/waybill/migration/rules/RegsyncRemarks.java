package io.waybill.migration.rules;

import io.waybill.migration.rules.Remark.Effect;
import java.util.List;

/** The keys of regsync that have no counterpart, in {@code defaults} and in each entry. */
final class RegsyncRemarks {
  private RegsyncRemarks() {}

  static void about(Fields place) {
    place.note(
        "ratelimit",
        Effect.NOT_NEEDED,
        "to wait when a registry's quota of pulls runs out",
        "Workers read the quota that a registry tells, and slow down by themselves.");
    place.note(
        "hooks",
        Effect.LEFT_OUT,
        "commands that are run around a copy",
        "Waybill tells others over HTTP when an image has arrived: docs/notifications.md.");
    place.note(
        "mediaTypes",
        Effect.LEFT_OUT,
        "the kinds of manifests that are copied at all",
        "Where charts or other artifacts are to be left alone, write artifacts: [image] into the"
            + " rule.");
    place.note(
        "fastCheck",
        Effect.NOT_NEEDED,
        "to look at the digest of the tag only",
        "Waybill looks at the digest first anyway.");
    place.note(
        "forceRecursive",
        Effect.NOT_NEEDED,
        "to look at all content although the digest is the same",
        "Waybill never puts a manifest before what it names; to mend a target by hand, delete the"
            + " tag there and scan.");
    referrers(place);
    place.note(
        "backup",
        Effect.DIFFERS,
        "the tag under which the old image is kept",
        "It is kept as TAG-backup-DIGEST in the same repository; the name cannot be chosen.");
    place.note(
        "platform",
        Effect.DIFFERS,
        "the manifest of one platform alone is put under the tag",
        "The tag gets an index that names this platform only: clients pull the same, and the digest"
            + " is another.");
    defaults(place);
  }

  private static void referrers(Fields place) {
    for (String key : List.of("referrerFilters", "referrerSource", "referrerTarget")) {
      place.note(
          key,
          Effect.LEFT_OUT,
          "which signatures and SBOMs are copied, from and to where",
          "With referrers: true all of an image's come along, to where the image goes.");
    }
    place.note(
        "referrerSlow",
        Effect.NOT_NEEDED,
        "how referrers are looked for",
        "Waybill asks the API, or else looks at the fallback tag.");
    if (place.flag("digestTags").isPresent() || place.flag("referrers").isPresent()) {
      place.remark(
          place.has("digestTags") ? "digestTags" : "referrers",
          Effect.DIFFERS,
          "tags of cosign (digestTags) and OCI referrers (referrers), each for itself",
          "Here referrers is about both: it is true where one of the two is.");
    }
  }

  private static void defaults(Fields place) {
    place.note(
        "parallel",
        Effect.DIFFERS,
        "how many images are copied at a time",
        "Set worker.concurrency and worker.bulkConcurrency of the configuration.");
    place.note(
        "skipDockerConfig",
        Effect.DIFFERS,
        "whether the accounts of docker are used",
        "Workers use them where login.dockerConfig of a registry names the file.");
    for (String key : List.of("blobLimit", "cacheCount", "cacheTime", "userAgent")) {
      place.note(
          key, Effect.NOT_NEEDED, "how regsync itself works", "Waybill needs no such setting.");
    }
  }
}
