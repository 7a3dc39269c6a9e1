package io.waybill.bench.copy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry has been asked, by its own count.
 *
 * @param requests by method
 * @param blobBytes what it answered requests for blobs with
 */
record Traffic(SortedMap<String, Long> requests, long blobBytes) {
  private static final Pattern REQUESTS =
      Pattern.compile("registry_http_requests_total\\{.*method=\"(\\w+)\".*} (\\S+)");
  private static final Pattern BYTES =
      Pattern.compile("registry_http_response_size_bytes_sum\\{.*handler=\"blob\".*} (\\S+)");

  static final Traffic NONE = new Traffic(new TreeMap<>(), 0);

  /** What docker distribution's metrics say since it was started. */
  static Traffic read(HttpClient http, URI metrics) throws IOException, InterruptedException {
    String text =
        http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    SortedMap<String, Long> requests = new TreeMap<>();
    Matcher request = REQUESTS.matcher(text);
    while (request.find()) {
      requests.merge(
          request.group(1).toUpperCase(Locale.ROOT), number(request.group(2)), Long::sum);
    }
    long bytes = 0;
    Matcher size = BYTES.matcher(text);
    while (size.find()) {
      bytes += number(size.group(1));
    }
    return new Traffic(requests, bytes);
  }

  /** Prometheus writes large numbers as {@code 1.048576e+06}. */
  private static long number(String text) {
    return (long) Double.parseDouble(text);
  }

  /** Since then. */
  Traffic since(Traffic earlier) {
    SortedMap<String, Long> difference = new TreeMap<>();
    requests.forEach(
        (method, count) -> {
          long more = count - earlier.requests().getOrDefault(method, 0L);
          if (more > 0) {
            difference.put(method, more);
          }
        });
    return new Traffic(difference, blobBytes - earlier.blobBytes());
  }

  Traffic plus(Traffic other) {
    SortedMap<String, Long> sum = new TreeMap<>(requests);
    other.requests().forEach((method, count) -> sum.merge(method, count, Long::sum));
    return new Traffic(sum, blobBytes + other.blobBytes());
  }

  long count() {
    return requests.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Long> method : requests.entrySet()) {
      text.append(text.isEmpty() ? "" : ", ").append(method.getValue()).append(' ');
      text.append(method.getKey());
    }
    return text.toString();
  }
}
