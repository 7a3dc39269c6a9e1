package io.waybill.registry.auth;

import java.net.URI;
import java.util.Optional;

/** What a registry asks for in {@code WWW-Authenticate}. */
public sealed interface Challenge {
  /** The username and password, with each request. */
  record Basic() implements Challenge {}

  /**
   * A token, from a server that the registry names.
   *
   * @param realm the token server
   * @param service what the token is for
   * @param scope what the registry says is needed, where it does
   */
  record Bearer(URI realm, Optional<String> service, Optional<String> scope) implements Challenge {}
}
