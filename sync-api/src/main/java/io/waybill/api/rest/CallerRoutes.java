package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /me}: whom the API takes its caller for, so that a client offers what it may do. */
final class CallerRoutes {
  /**
   * Who asks.
   *
   * @param name for people
   * @param role what they may do
   * @param scope what they are limited to, for people; null = to nothing
   */
  private record Me(String name, String role, @Nullable String scope) {}

  List<Route> routes() {
    return List.of(new Route("GET", "/me", CallerRoutes::me).unscoped());
  }

  private static Response me(Request request) {
    Caller caller = Caller.of(request);
    String scope = caller.scope().isEverything() ? null : caller.scope().toString();
    return Response.json(200, new Me(caller.name(), caller.role().toString(), scope));
  }
}
