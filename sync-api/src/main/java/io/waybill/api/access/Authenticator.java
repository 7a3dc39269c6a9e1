package io.waybill.api.access;

import io.waybill.chassis.config.Role;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says who sends a request, by the bearer token that it shows (RFC 6750). */
public final class Authenticator {
  private static final String SCHEME = "Bearer ";

  private final List<Secret> tokens;

  /** One that knows these tokens; without any, everyone is let in. */
  public Authenticator(List<Secret> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /**
   * Who sends the request, and what they may do with it.
   *
   * @param needed the role that it needs; the scope is where the caller has that role
   * @throws ProblemException 401 where nobody is shown or known, 403 where they have no such role
   */
  public Caller identify(Request request, Role needed) {
    if (tokens.isEmpty()) {
      Browsers.requireNoOtherSite(request);
      return Caller.ANYONE;
    }
    Optional<String> header = request.header("Authorization");
    if (header.isEmpty()) {
      throw unauthorized(
          "This API wants a token: send the header \"Authorization: Bearer <token>\" with one of"
              + " api.tokens.",
          "Bearer realm=\"waybill\"");
    }
    int known = find(header.get());
    if (known == 0) {
      throw unauthorized(
          "The token in the Authorization header is none of api.tokens.",
          "Bearer realm=\"waybill\", error=\"invalid_token\"");
    }
    String name = "token-" + known;
    return new Caller("token:" + name, name, Role.ADMIN, Scope.EVERYTHING);
  }

  /** Compares with every token, so that the time says nothing about which one is near. */
  private int find(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return 0;
    }
    String candidate = header.substring(SCHEME.length()).strip();
    int known = 0;
    for (int i = 0; i < tokens.size(); i++) {
      known = tokens.get(i).matches(candidate) ? i + 1 : known;
    }
    return known;
  }

  private static ProblemException unauthorized(String detail, String challenge) {
    return new ProblemException(
        Problem.unauthorized(detail), Map.of("WWW-Authenticate", challenge));
  }
}
