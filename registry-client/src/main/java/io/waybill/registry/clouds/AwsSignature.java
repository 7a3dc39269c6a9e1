package io.waybill.registry.clouds;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * AWS Signature Version 4, for requests whose path is plain
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
final class AwsSignature {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final AccessKey key;
  private final String service;
  private final String region;

  AwsSignature(AccessKey key, String service, String region) {
    this.key = key;
    this.service = service;
    this.region = region;
  }

  /** The headers with those that sign the request; Host is signed, and sent by the transport. */
  Map<String, String> sign(
      String method, URI address, Map<String, String> headers, String body, Instant now) {
    String time = TIME.format(now);
    Map<String, String> sent = new TreeMap<>(headers);
    sent.put("X-Amz-Date", time);
    key.sessionToken().ifPresent(token -> sent.put("X-Amz-Security-Token", token));
    SortedMap<String, String> signed = new TreeMap<>();
    sent.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.strip()));
    signed.put("host", authority(address));
    String names = String.join(";", signed.keySet());
    String canonical =
        String.join(
            "\n",
            method,
            address.getRawPath().isEmpty() ? "/" : address.getRawPath(),
            address.getRawQuery() == null ? "" : address.getRawQuery(),
            lines(signed),
            names,
            Digests.sha256(body));
    String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    String text = String.join("\n", ALGORITHM, time, scope, Digests.sha256(canonical));
    byte[] signature = Digests.hmac(signingKey(time.substring(0, 8)), text);
    sent.put(
        "Authorization",
        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(ALGORITHM, key.id(), scope, names, HexFormat.of().formatHex(signature)));
    return sent;
  }

  private byte[] signingKey(String day) {
    byte[] derived = ("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {day, region, service, "aws4_request"}) {
      derived = Digests.hmac(derived, part);
    }
    return derived;
  }

  private static String lines(SortedMap<String, String> headers) {
    return headers.entrySet().stream()
        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
        .collect(Collectors.joining());
  }

  static String authority(URI address) {
    return address.getPort() < 0 ? address.getHost() : address.getHost() + ":" + address.getPort();
  }
}
