package io.waybill.migration.imagesyncer;

import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.List;

/**
 * Where the images of a rule go.
 *
 * @param repository the repository
 * @param tags the new tags, as many as the source names images; empty = tags and digests stay
 */
public record TargetImages(Repository repository, List<Tag> tags) {
  /** Keeps a copy of the list. */
  public TargetImages {
    tags = List.copyOf(tags);
  }

  /**
   * Where one of the images goes.
   *
   * @param source the image
   * @param position its place among those that the source names, from 0
   */
  public Reference of(Reference source, int position) {
    return tags.isEmpty() ? source.in(repository) : repository.tag(tags.get(position));
  }
}
