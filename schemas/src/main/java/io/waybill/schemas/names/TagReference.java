package io.waybill.schemas.names;

/**
 * A tag in a repository: what it points to may change between two looks.
 *
 * @param repository where
 * @param tag which
 */
public record TagReference(Repository repository, Tag tag) implements Reference {
  @Override
  public String identifier() {
    return tag.name();
  }

  @Override
  public TagReference in(Repository other) {
    return new TagReference(other, tag);
  }

  @Override
  public String text() {
    return repository + ":" + tag;
  }

  @Override
  public String toString() {
    return text();
  }
}
