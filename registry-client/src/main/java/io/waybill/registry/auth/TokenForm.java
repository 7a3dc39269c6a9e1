package io.waybill.registry.auth;

import io.waybill.registry.Credentials;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** What is asked of a token server, as a query or as a form. */
record TokenForm(Challenge.Bearer challenge, SortedSet<Scope> scopes) {
  /** Who asks, where a server wants to know; it is no secret. */
  private static final String CLIENT = "waybill";

  /** The address of a GET, with one parameter for each scope. */
  URI address(String account) {
    StringBuilder query = new StringBuilder();
    challenge.service().ifPresent(service -> append(query, "service", service));
    for (Scope scope : scopes) {
      append(query, "scope", scope.toString());
    }
    if (!account.isEmpty()) {
      append(query, "account", account);
    }
    String realm = challenge.realm().toString();
    return query.isEmpty()
        ? challenge.realm()
        : URI.create(realm + (realm.contains("?") ? "&" : "?") + query);
  }

  /** The form for an identity token (RFC 6749, section 6). */
  String refresh(Credentials.IdentityToken account) {
    StringBuilder form = form("refresh_token");
    append(form, "refresh_token", account.token());
    return form.toString();
  }

  /** The form for a password (RFC 6749, section 4.3). */
  String password(Credentials.Password account) {
    StringBuilder form = form("password");
    append(form, "username", account.username());
    append(form, "password", account.password());
    return form.toString();
  }

  /** In a form the scopes share one parameter, separated by spaces. */
  private StringBuilder form(String grant) {
    StringBuilder form = new StringBuilder();
    append(form, "grant_type", grant);
    challenge.service().ifPresent(service -> append(form, "service", service));
    append(form, "client_id", CLIENT);
    if (!scopes.isEmpty()) {
      append(form, "scope", scopes.stream().map(Scope::toString).collect(Collectors.joining(" ")));
    }
    return form;
  }

  private static void append(StringBuilder text, String key, String value) {
    text.append(text.isEmpty() ? "" : "&")
        .append(key)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }
}
