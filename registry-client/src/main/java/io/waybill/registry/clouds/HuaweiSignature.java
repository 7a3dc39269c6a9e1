package io.waybill.registry.clouds;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Huawei Cloud's signature of API requests, SDK-HMAC-SHA256, for plain paths and queries that are
 * in their order (https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html).
 */
final class HuaweiSignature {
  private static final String ALGORITHM = "SDK-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final AccessKey key;

  HuaweiSignature(AccessKey key) {
    this.key = key;
  }

  /** The headers with those that sign the request; Host is signed, and sent by the transport. */
  Map<String, String> sign(
      String method, URI address, Map<String, String> headers, String body, Instant now) {
    Map<String, String> sent = new TreeMap<>(headers);
    sent.put("X-Sdk-Date", TIME.format(now));
    key.sessionToken().ifPresent(token -> sent.put("X-Security-Token", token));
    SortedMap<String, String> signed = new TreeMap<>();
    sent.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.strip()));
    signed.put("host", AwsSignature.authority(address));
    String names = String.join(";", signed.keySet());
    String lines =
        signed.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue() + "\n")
            .collect(Collectors.joining());
    String path = address.getRawPath();
    String canonical =
        String.join(
            "\n",
            method,
            // Signed with a slash at its end, whether it has one or not.
            path.endsWith("/") ? path : path + "/",
            address.getRawQuery() == null ? "" : address.getRawQuery(),
            lines,
            names,
            Digests.sha256(body));
    String text = String.join("\n", ALGORITHM, TIME.format(now), Digests.sha256(canonical));
    sent.put(
        "Authorization",
        "%s Access=%s, SignedHeaders=%s, Signature=%s"
            .formatted(ALGORITHM, key.id(), names, Digests.hmacHex(key.secret(), text)));
    return sent;
  }
}
