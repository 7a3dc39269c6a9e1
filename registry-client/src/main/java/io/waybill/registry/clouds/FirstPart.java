package io.waybill.registry.clouds;

import io.waybill.registry.prepare.Space;
import io.waybill.schemas.names.Repository;
import java.util.Optional;

/** Spaces that are the first part of a repository's path, and hold all the rest. */
final class FirstPart {
  private FirstPart() {}

  /** The space; empty where the path has one part only, for then there is none that would do. */
  static Optional<Space> find(Space.Kind kind, Repository repository) {
    int slash = repository.path().indexOf('/');
    return slash < 0
        ? Optional.empty()
        : Optional.of(new Space(kind, repository.path().substring(0, slash)));
  }
}
