package io.waybill.chassis.config;

import io.waybill.schemas.names.Registry;
import java.util.List;

/**
 * Somebody who may call the API, known by a token.
 *
 * @param name who it is, for the audit trail
 * @param token what they show
 * @param role what they may do
 * @param registries in which registries; none = in all
 * @param repositories in which repositories; none = in all
 */
public record CallerConfig(
    @Key("Who it is: the audit trail and the events that they cause name them so.") String name,
    @Key("The bearer token, of at least 16 characters.") Secret token,
    @Key("What they may do: `viewer`, `operator` or `admin`.") Role role,
    @Key("In which registries, by their configured names. Left out, in all.")
        List<Registry> registries,
    @Key(
            value =
                "In which repositories: `team/app` is one, `team/**` all below. Left out, in all.",
            example = "[\"team-a/**\"]")
        List<RepositoryPrefix> repositories) {
  /** Checks the ranges. */
  public CallerConfig {
    registries = List.copyOf(registries);
    repositories = List.copyOf(repositories);
    new Checks()
        .require(
            name.matches("[A-Za-z0-9][A-Za-z0-9@._-]{0,99}"),
            "name",
            "must be letters, digits and @ . _ - only, 100 at most")
        .done();
  }

  /** One without a limit. */
  public static CallerConfig of(String name, Secret token, Role role) {
    return new CallerConfig(name, token, role, List.of(), List.of());
  }

  /** The same in these repositories only. */
  public CallerConfig in(String... prefixes) {
    return new CallerConfig(
        name,
        token,
        role,
        registries,
        List.of(prefixes).stream().map(RepositoryPrefix::parse).toList());
  }
}
