package io.waybill.registry.clouds;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Alibaba Cloud's signature version 3, ACS3-HMAC-SHA256, for requests with an empty body
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature).
 */
final class AlibabaSignature {
  private static final String ALGORITHM = "ACS3-HMAC-SHA256";

  private final AccessKey key;

  AlibabaSignature(AccessKey key) {
    this.key = key;
  }

  /** The headers that sign the request; Host is signed, and sent by the transport. */
  Map<String, String> sign(
      String method, URI address, String action, String version, Instant now, String nonce) {
    String body = Digests.sha256("");
    SortedMap<String, String> signed = new TreeMap<>();
    signed.put("host", AwsSignature.authority(address));
    signed.put("x-acs-action", action);
    signed.put("x-acs-content-sha256", body);
    signed.put("x-acs-date", now.toString());
    signed.put("x-acs-signature-nonce", nonce);
    signed.put("x-acs-version", version);
    key.sessionToken().ifPresent(token -> signed.put("x-acs-security-token", token));
    String names = String.join(";", signed.keySet());
    String lines =
        signed.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue() + "\n")
            .collect(Collectors.joining());
    String query = address.getRawQuery() == null ? "" : address.getRawQuery();
    String canonical = String.join("\n", method, "/", query, lines, names, body);
    String signature = Digests.hmacHex(key.secret(), ALGORITHM + "\n" + Digests.sha256(canonical));
    Map<String, String> sent = new TreeMap<>(signed);
    sent.remove("host");
    sent.put(
        "Authorization",
        "%s Credential=%s,SignedHeaders=%s,Signature=%s"
            .formatted(ALGORITHM, key.id(), names, signature));
    return sent;
  }
}
