package io.waybill.migration.cluster;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.Locale;
import java.util.Optional;

/**
 * An image as a container names it, read as a kubelet reads it: what does not begin with a host is
 * at Docker Hub, and what has neither tag nor digest is {@code latest}. ({@code images.json} reads
 * {@code harbor/team/app} as of the host harbor; a kubelet takes it for Docker Hub's.)
 *
 * @param repository where it is
 * @param tag its tag; empty = it has a digest alone
 * @param digest its digest; then that is what is pulled, whatever the tag
 */
record ImageName(Repository repository, Optional<Tag> tag, Optional<Digest> digest) {
  private static final String HUB = "docker.io";
  private static final String LATEST = "latest";

  /**
   * Reads it.
   *
   * @throws InvalidNameException where no kubelet could pull it
   */
  static ImageName parse(String text) {
    int at = text.indexOf('@');
    Optional<Digest> digest =
        at < 0 ? Optional.empty() : Optional.of(Digest.parse(text.substring(at + 1)));
    String named = at < 0 ? text : text.substring(0, at);
    int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    Optional<Tag> tag =
        colon >= 0
            ? Optional.of(Tag.of(named.substring(colon + 1)))
            : digest.isPresent() ? Optional.empty() : Optional.of(Tag.of(LATEST));
    return new ImageName(repository(colon < 0 ? named : named.substring(0, colon)), tag, digest);
  }

  private static Repository repository(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    if (!isHost(first)) {
      return hub(name);
    }
    String path = name.substring(slash + 1);
    return first.equals(HUB) || first.equals("index." + HUB)
        ? hub(path)
        : Repository.of(Registry.of(first), path);
  }

  private static boolean isHost(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  private static Repository hub(String path) {
    return Repository.of(Registry.of(HUB), path.indexOf('/') < 0 ? "library/" + path : path);
  }

  /** What {@code images.json} calls it: a source has a tag or a digest. */
  String source() {
    return digest.isPresent()
        ? repository.digest(digest.get()).text()
        : repository.tag(tag.orElseThrow()).text();
  }
}
