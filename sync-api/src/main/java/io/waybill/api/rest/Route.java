package io.waybill.api.rest;

import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Routes;
import java.util.Arrays;
import java.util.List;

/**
 * One operation of the API.
 *
 * @param method such as {@code GET}
 * @param path below {@code /api/v1}, with parameters as {@code :name}
 * @param role what a caller must be at least
 * @param limits whether callers that are limited to some repositories may call it: only where the
 *     endpoint keeps to the scope of its {@link io.waybill.api.access.Caller}. An endpoint of which
 *     nobody has said so is closed to them
 * @param endpoint what answers it
 */
record Route(String method, String path, Role role, Limits limits, Routes.Endpoint endpoint) {
  /** What an endpoint does about callers that are limited to some repositories. */
  sealed interface Limits {
    /** It shows and touches only what the caller's scope has. */
    record Kept() implements Limits {}

    /** It has nothing that belongs to a repository. */
    record NoneNeeded() implements Limits {}

    /**
     * They are refused.
     *
     * @param why a clause
     */
    record Closed(String why) implements Limits {}
  }

  /** With the usual role: viewers read, and whoever changes something is an admin. */
  Route(String method, String path, Routes.Endpoint endpoint) {
    this(method, path, method.equals("GET") ? Role.VIEWER : Role.ADMIN, endpoint);
  }

  /** With this role. */
  Route(String method, String path, Role role, Routes.Endpoint endpoint) {
    this(method, path, role, new Limits.Closed("it knows nothing of limits"), endpoint);
  }

  /** The same; its endpoint keeps to the scope of its caller. */
  Route scoped() {
    return new Route(method, path, role, new Limits.Kept(), endpoint);
  }

  /** The same; what it shows belongs to no repository. */
  Route unscoped() {
    return new Route(method, path, role, new Limits.NoneNeeded(), endpoint);
  }

  /** These; callers with a limit are refused, for this reason: a clause. */
  static List<Route> closed(String why, Route... routes) {
    Limits closed = new Limits.Closed(why);
    return Arrays.stream(routes)
        .map(route -> new Route(route.method, route.path, route.role, closed, route.endpoint))
        .toList();
  }

  /** The path as openapi.yaml writes it. */
  String documentedPath() {
    return path.replaceAll("/:([A-Za-z]+)\\+?", "/{$1}");
  }

  /** Whether it may change something, and so belongs into the audit trail. */
  boolean isChange() {
    return !method.equals("GET");
  }
}
