package io.waybill.migration.rules;

import io.waybill.migration.rules.RegistryBook.Access;
import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.RuleTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The file of {@code skopeo sync --src yaml} (skopeo-sync(1), "YAML file content"; read with what
 * cmd/skopeo/sync.go does with it). Where images go, and how, skopeo was told on its command line.
 */
final class SkopeoImport {
  private static final String RANGES =
      "a number alone (20) is a version, and a range that names a pre-release takes all of them";

  private final RuleCollector rules;
  private final ForeignReference to;
  private final Registry target;

  private SkopeoImport(RuleCollector rules, String to) {
    this.rules = rules;
    this.to = ForeignReference.place(to);
    this.target = rules.registries().name(this.to.host(), Access.PLAIN);
  }

  static void read(Fields root, RuleCollector rules) throws UnsaidException {
    String to =
        rules
            .options()
            .to()
            .orElseThrow(
                () ->
                    new UnsaidException(
                        "skopeo's file does not say where images go: say it with --to, as in --to"
                            + " registry.example.com/mirror."));
    SkopeoImport file = new SkopeoImport(rules, to);
    for (String host : root.keys()) {
      file.registry(root.object(host), host);
    }
    if (!rules.options().allPlatforms()) {
      root.remark(
          Effect.DIFFERS,
          "without --all skopeo copies one platform of each image, that of its own machine",
          "The rules copy all platforms, and keep digests. For some only, add platforms and"
              + " platformMode.");
    }
  }

  private void registry(Fields fields, String host) {
    Registry source = rules.registries().name(ForeignReference.place(host).host(), access(fields));
    Fields images = fields.object("images");
    for (String path : images.keys()) {
      List<String> tags = images.texts(path);
      add(images, path, host, source, wish -> named(wish, path, tags));
    }
    Fields expressions = fields.object("images-by-tag-regex");
    for (String path : expressions.keys()) {
      String text = expressions.text(path).orElse("");
      add(
          expressions,
          path,
          host,
          source,
          wish -> wish.tags(path, text, () -> GoRegex.search(text)));
    }
    Fields ranges = fields.object("images-by-semver");
    for (String path : ranges.keys()) {
      String text = ranges.text(path).orElse("");
      add(
          ranges,
          path,
          host,
          source,
          wish -> wish.tags(path, text, () -> SemverTexts.masterminds(text)));
      if (text.indexOf('-') >= 0) {
        ranges.remark(
            path,
            Effect.DIFFERS,
            RANGES,
            "Here a pre-release is taken only where the range names one of the same three"
                + " numbers.");
      }
    }
  }

  private static void named(Wish wish, String path, List<String> tags) {
    for (String tag : tags) {
      if (tag.startsWith("sha256:")) {
        wish.note(
            path,
            "the image of one digest (%s)".formatted(tag),
            "Rules are about tags: copy it once with ./waybill copy SOURCE@DIGEST TARGET.");
      }
      wish.tagsUnless(tag.startsWith("sha256:"), path, tag, () -> NamePattern.parse(tag));
    }
  }

  private void add(Fields place, String path, String host, Registry source, Consumer<Wish> tags) {
    String from = ForeignReference.of(host, path, Optional.empty(), Optional.empty()).path();
    Wish wish = new Wish(place).repository(from);
    tags.accept(wish);
    String below =
        rules.options().scoped() ? host + "/" + path : path.substring(path.lastIndexOf('/') + 1);
    String there = to.path().isEmpty() ? below : to.path() + "/" + below;
    RuleTarget where;
    try {
      where = Wish.target(target, from, there);
    } catch (IllegalArgumentException invalid) {
      place.remark(
          path,
          Effect.LEFT_OUT,
          "it goes to %s, which no registry takes".formatted(there),
          "Write the rule by hand, with another repository for its target.");
      return;
    }
    wish.add(
        rules,
        "skopeo-" + source + "-to-" + target,
        "",
        source,
        where,
        draft -> draft.backfill(true).referrers(false));
  }

  private static Access access(Fields fields) {
    Map<String, String> more = new TreeMap<>();
    if (fields.flag("tls-verify").equals(Optional.of(false))) {
      more.put("insecure", "true");
      fields.remark(
          "tls-verify",
          Effect.DIFFERS,
          "any certificate is believed, and http is spoken where https is not",
          "insecure: true believes any certificate; where the registry speaks http, write http://"
              + " in its url.");
    }
    fields
        .text("cert-dir")
        .ifPresent(
            directory ->
                fields.remark(
                    "cert-dir",
                    Effect.LEFT_OUT,
                    "the directory of certificates (*.crt, *.cert, *.key)",
                    "Name the files in %s in the registry's keys ca, clientCertificate and clientKey."
                        .formatted(directory)));
    Fields credentials = fields.object("credentials");
    credentials.text("password");
    credentials.note(
        "identitytoken",
        Effect.LEFT_OUT,
        "a token in place of a password",
        "Name a docker config.json that has it in login.dockerConfig.");
    return new Access("https", credentials.text("username"), Optional.empty(), more);
  }
}
