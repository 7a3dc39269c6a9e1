package io.waybill.schemas.names;

/**
 * A digest in a repository: immutable.
 *
 * @param repository where
 * @param digest which
 */
public record DigestReference(Repository repository, Digest digest) implements Reference {
  @Override
  public String identifier() {
    return digest.toString();
  }

  @Override
  public DigestReference in(Repository other) {
    return new DigestReference(other, digest);
  }

  @Override
  public String text() {
    return repository + "@" + digest;
  }

  @Override
  public String toString() {
    return text();
  }
}
