package io.waybill.api.rest;

import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Routes;

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
  enum Limits {
    /** It shows and touches only what the caller's scope has. */
    KEPT,

    /** It has nothing that belongs to a repository. */
    NONE_NEEDED,

    /** It knows nothing of scopes, so they are refused. */
    UNKNOWN
  }

  /** With the usual role: viewers read, and whoever changes something is an admin. */
  Route(String method, String path, Routes.Endpoint endpoint) {
    this(method, path, method.equals("GET") ? Role.VIEWER : Role.ADMIN, endpoint);
  }

  /** With this role. */
  Route(String method, String path, Role role, Routes.Endpoint endpoint) {
    this(method, path, role, Limits.UNKNOWN, endpoint);
  }

  /** The same; its endpoint keeps to the scope of its caller. */
  Route scoped() {
    return new Route(method, path, role, Limits.KEPT, endpoint);
  }

  /** The same; what it shows belongs to no repository. */
  Route unscoped() {
    return new Route(method, path, role, Limits.NONE_NEEDED, endpoint);
  }

  /** Whether it may change something, and so belongs into the audit trail. */
  boolean isChange() {
    return !method.equals("GET");
  }
}
