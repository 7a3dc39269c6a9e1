package io.waybill.registry.stores;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The parameters behind the question mark of an address. */
record Query(Map<String, String> parameters) {
  static Query of(URI address) {
    Map<String, String> found = new TreeMap<>();
    String query = address.getRawQuery();
    if (query != null) {
      for (String parameter : query.split("&", -1)) {
        int equals = parameter.indexOf('=');
        if (equals > 0) {
          found.put(
              parameter.substring(0, equals),
              URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    }
    return new Query(found);
  }

  /** The parameter's value; empty text where it is not there. */
  String get(String name) {
    return parameters.getOrDefault(name, "");
  }
}
