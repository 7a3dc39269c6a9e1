package io.waybill.chassis.config;

import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where spans go (OpenTelemetry, OTLP over HTTP with protobuf).
 *
 * @param endpoint where they are posted to; empty = nowhere, and none are made
 * @param ratio the part of the traces begun here that is kept, from 0 to 1; one that came with a
 *     sender's mark is kept or not as that says
 * @param headers what is sent along, for collectors that want an account
 */
public record TracesConfig(
    @Key(
            value =
                "Where spans are posted to, by OTLP over HTTP. Without it none are made; the trace"
                    + " that a webhook names is handed on in any case.",
            example = "http://127.0.0.1:4318/v1/traces")
        Optional<URI> endpoint,
    @Key(
            "The part of the traces that begin at Waybill that is kept, from 0 to 1. Where a sender"
                + " names its trace, it decides.")
        double ratio,
    @Key(
            value = "Headers that the collector wants; their values are secrets.",
            example = "Authorization: file:/run/secrets/collector")
        Map<String, Secret> headers) {
  /** What holds when nothing is configured: no spans. */
  public static final TracesConfig DEFAULT = new TracesConfig(Optional.empty(), 1, Map.of());

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** Checks the address, the part and the names. */
  public TracesConfig {
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    String scheme = endpoint.map(URI::getScheme).orElse("http");
    new Checks()
        .require(
            scheme.equals("http") || scheme.equals("https"),
            "endpoint",
            "must be an http or https address, but is \""
                + endpoint.map(URI::toString).orElse("")
                + "\"")
        .require(
            endpoint.isEmpty() || endpoint.get().getHost() != null, "endpoint", "names no host")
        .require(ratio >= 0 && ratio <= 1, "ratio", "must be between 0 and 1, but is " + ratio)
        .require(
            headers.keySet().stream().allMatch(name -> NAME.matcher(name).matches()),
            "headers",
            "has a name that is none for a header: " + headers.keySet())
        .done();
  }

  /** Without the headers' values, which may be secrets. */
  @Override
  public String toString() {
    return "TracesConfig[endpoint=%s, ratio=%s, headers=%s]"
        .formatted(endpoint, ratio, headers.keySet());
  }
}
