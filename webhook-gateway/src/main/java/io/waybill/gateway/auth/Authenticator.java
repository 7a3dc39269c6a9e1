package io.waybill.gateway.auth;

import java.util.Map;

/** Whether a request comes from the configured sender. Safe for any number of threads. */
public sealed interface Authenticator permits AuthorizationHeader, Anyone {
  /**
   * Whether the request shows what it has to. Takes the same time for every wrong answer.
   *
   * @param headers names in lower case
   * @param body the bytes as received, for the schemes that sign them
   */
  boolean accepts(Map<String, String> headers, byte[] body);
}
