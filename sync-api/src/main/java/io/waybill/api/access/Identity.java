package io.waybill.api.access;

import io.waybill.chassis.config.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who has shown who they are.
 *
 * @param id for machines; two never have the same
 * @param name for people
 * @param grants what they may do, and where
 */
public record Identity(String id, String name, List<Grant> grants) {
  /** Everyone, where the API asks nobody who they are. */
  static final Identity ANYONE =
      new Identity(
          "anyone",
          "anyone",
          List.of(new Grant(Role.ADMIN, List.of(new Area(Set.of(), Set.of())))));

  /** Keeps a copy. */
  public Identity {
    grants = List.copyOf(grants);
  }

  /**
   * What somebody may do in some places.
   *
   * @param role what
   * @param areas where; none = nowhere
   */
  public record Grant(Role role, List<Area> areas) {
    /** Keeps a copy. */
    public Grant {
      areas = List.copyOf(areas);
    }
  }

  /** The highest of their roles. */
  public Optional<Role> role() {
    return grants.stream().map(Grant::role).max(Comparator.naturalOrder());
  }

  /** Where they have this role. */
  Scope where(Role needed) {
    return new Scope(
        grants.stream()
            .filter(grant -> grant.role().includes(needed))
            .flatMap(grant -> grant.areas().stream())
            .toList());
  }
}
