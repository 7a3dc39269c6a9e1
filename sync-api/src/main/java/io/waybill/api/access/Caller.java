package io.waybill.api.access;

import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Request;

/**
 * Who sent a request, and what they may do with it.
 *
 * @param id who it is, for machines; two callers never have the same
 * @param name who it is, for people
 * @param role what they may do
 * @param scope where they may do it: for this request, by the role that it needs
 */
public record Caller(String id, String name, Role role, Scope scope) {
  /**
   * Who sent the request. Every endpoint of the API can ask this.
   *
   * @throws IllegalStateException when nobody has looked
   */
  public static Caller of(Request request) {
    return request
        .attached(Caller.class)
        .orElseThrow(() -> new IllegalStateException("Nobody has looked who sends this request"));
  }
}
