package io.waybill.registry.scripted;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came.
 *
 * @param method the method
 * @param path the path, without the query
 * @param query the decoded parameters
 * @param headers the headers, names in lower case
 * @param target path and query as they came
 */
public record Request(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String target) {

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The same without this header. */
  Request without(String name) {
    Map<String, String> fewer = new HashMap<>(headers);
    fewer.remove(name.toLowerCase(Locale.ROOT));
    return new Request(method, path, query, fewer, target);
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}
