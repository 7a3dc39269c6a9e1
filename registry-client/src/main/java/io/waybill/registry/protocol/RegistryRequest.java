package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.transport.RequestBody;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One step of the protocol, before anything is known about tokens and retries.
 *
 * @param operation what it is for
 * @param subject what it is about, as people name it: a reference, a blob in a repository
 * @param method the HTTP method
 * @param uri where to
 * @param scopes what a token has to allow
 * @param headers name to value
 * @param body the content, or nothing
 * @param accepted the statuses that are an answer; all others are failures
 * @param patience how long the registry may be silent; null = as long as the way to it allows
 */
record RegistryRequest(
    Operation operation,
    String subject,
    String method,
    URI uri,
    SortedSet<Scope> scopes,
    Map<String, String> headers,
    @Nullable RequestBody body,
    Set<Integer> accepted,
    @Nullable Duration patience) {

  /** A request without headers and body that takes 200 for an answer. */
  static RegistryRequest of(
      Operation operation, String subject, String method, URI uri, Scope... scopes) {
    return new RegistryRequest(
        operation,
        subject,
        method,
        uri,
        new TreeSet<>(Set.of(scopes)),
        Map.of(),
        null,
        Set.of(200),
        null);
  }

  RegistryRequest accepting(Integer... statuses) {
    return new RegistryRequest(
        operation, subject, method, uri, scopes, headers, body, Set.of(statuses), patience);
  }

  RegistryRequest withHeader(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new RegistryRequest(
        operation, subject, method, uri, scopes, more, body, accepted, patience);
  }

  RegistryRequest withBody(String contentType, RequestBody content) {
    RegistryRequest typed = withHeader("Content-Type", contentType);
    return new RegistryRequest(
        operation, subject, method, uri, scopes, typed.headers, content, accepted, patience);
  }

  RegistryRequest withPatience(Duration silence) {
    return new RegistryRequest(
        operation, subject, method, uri, scopes, headers, body, accepted, silence);
  }

  RegistryRequest at(URI other) {
    return new RegistryRequest(
        operation, subject, method, other, scopes, headers, body, accepted, patience);
  }

  /** Whether it can be sent a second time. */
  boolean isRepeatable() {
    return body == null || body.isRepeatable();
  }

  /** Whether it is to change something. */
  boolean writes() {
    return !followsRedirects();
  }

  /** Whether the answer may be had from another address. */
  boolean followsRedirects() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** The words between "Tried to" and "but". */
  String attempted() {
    return operation.verb() + " " + subject;
  }
}
