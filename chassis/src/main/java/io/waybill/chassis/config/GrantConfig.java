package io.waybill.chassis.config;

import io.waybill.schemas.names.Registry;
import java.util.List;

/**
 * What those may do in whose tokens the issuer names something: a role, a group.
 *
 * @param role what they may do
 * @param registries in which registries; none = in all
 * @param repositories in which repositories; none = in all
 */
public record GrantConfig(
    @Key("What they may do: `viewer`, `operator` or `admin`.") Role role,
    @Key("In which registries, by their configured names. Left out, in all.")
        List<Registry> registries,
    @Key(
            value =
                "In which repositories: `team/app` is one, `team/**` all below. Left out, in all.",
            example = "[\"team-a/**\"]")
        List<RepositoryPrefix> repositories) {
  /** Keeps copies. */
  public GrantConfig {
    registries = List.copyOf(registries);
    repositories = List.copyOf(repositories);
  }

  /** One without a limit. */
  public static GrantConfig of(Role role) {
    return new GrantConfig(role, List.of(), List.of());
  }
}
