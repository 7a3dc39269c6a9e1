package io.waybill.schemas.names;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A repository and what to look for in it: {@code registry/path:tag} or {@code
 * registry/path@sha256:...}.
 */
public sealed interface Reference permits TagReference, DigestReference {
  /** Where to look. */
  Repository repository();

  /** The last part of {@code /v2/<name>/manifests/<reference>}: the tag or the digest. */
  String identifier();

  /** The same tag or digest in another repository. */
  Reference in(Repository repository);

  /** The text that {@link #parse} reads. */
  @JsonValue
  String text();

  /**
   * Reads a reference that names its registry. There is no default registry and no default tag: a
   * text that leaves either out is refused, so that nothing is copied by accident.
   *
   * <p>{@code repo:tag@digest} is read as the digest, as docker and skopeo do; the tag has to be
   * one all the same.
   */
  @JsonCreator
  static Reference parse(String text) {
    int at = text.indexOf('@');
    if (at >= 0) {
      Digest digest = Digest.parse(text.substring(at + 1));
      return new DigestReference(Repository.parse(withoutTag(text.substring(0, at))), digest);
    }
    int colon = tagColon(text);
    if (colon < 0) {
      throw new InvalidNameException(
          "a reference", text, "registry/repository:tag or registry/repository@digest");
    }
    return new TagReference(
        Repository.parse(text.substring(0, colon)), new Tag(text.substring(colon + 1)));
  }

  private static int tagColon(String text) {
    int colon = text.lastIndexOf(':');
    return colon > text.lastIndexOf('/') && text.indexOf('/') > 0 ? colon : -1;
  }

  private static String withoutTag(String text) {
    int colon = tagColon(text);
    if (colon < 0) {
      return text;
    }
    var _ = new Tag(text.substring(colon + 1));
    return text.substring(0, colon);
  }
}
