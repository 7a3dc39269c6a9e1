package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Route;
import io.waybill.registry.Trust;
import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Secrets;
import io.waybill.registry.transport.HttpTransport;
import io.waybill.registry.transport.RequestBody;
import io.waybill.registry.transport.TransportSettings;
import io.waybill.registry.transport.WireRequest;
import io.waybill.registry.transport.WireResponse;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends the few requests that a login takes, or that make what a registry lacks, each over a
 * connection of its own: they are hours apart.
 */
public final class CloudCaller {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_ANSWER = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Fields of forms, and headers, that have what their server alone may know. */
  private static final Pattern SECRET_FIELDS =
      Pattern.compile("(?i)token$|secret|assertion$|password");

  private final Trust trust;
  private final Route route;
  private final boolean always;

  /**
   * Calls clouds so.
   *
   * @param trust which certificates are believed
   * @param route the way to the cloud; metadata servers are on the machine itself, and reached
   *     straight
   */
  public CloudCaller(Trust trust, Route route) {
    this(trust, route, false);
  }

  private CloudCaller(Trust trust, Route route, boolean always) {
    this.trust = trust;
    this.route = route;
    this.always = always;
  }

  /** Calls the API of the registry itself, by the way to it whatever it speaks. */
  public static CloudCaller toRegistry(RegistryEndpoint endpoint) {
    return new CloudCaller(endpoint.trust(), endpoint.route(), true);
  }

  /** The same with nothing in between. */
  CloudCaller(Trust trust) {
    this(trust, Route.STRAIGHT);
  }

  /** Gets a text. */
  String get(URI address, Map<String, String> headers, String attempted) throws RegistryException {
    return send("GET", address, headers, null, attempted);
  }

  /** Posts a form. */
  String post(URI address, Map<String, String> form, String attempted) throws RegistryException {
    Secrets secrets = Secrets.NONE;
    for (Map.Entry<String, String> field : form.entrySet()) {
      if (SECRET_FIELDS.matcher(field.getKey()).find()) {
        secrets = secrets.with(field.getValue());
      }
    }
    Map<String, String> headers =
        Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json");
    return send("POST", address, headers, form(form), secrets, attempted);
  }

  /** Any request whose body holds no secret; 200 is the answer. */
  String send(
      String method,
      URI address,
      Map<String, String> headers,
      @Nullable String body,
      String attempted)
      throws RegistryException {
    return send(method, address, headers, body, Secrets.NONE, attempted);
  }

  private String send(
      String method,
      URI address,
      Map<String, String> headers,
      @Nullable String body,
      Secrets inBody,
      String attempted)
      throws RegistryException {
    RequestBody content =
        body == null ? null : RequestBody.of(body.getBytes(StandardCharsets.UTF_8));
    WireRequest request =
        new WireRequest(method, address, new TreeMap<>(headers), content, PATIENCE);
    try (HttpTransport transport =
            new HttpTransport(
                new TransportSettings(
                    address, trust, wayTo(address), 1, TransportSettings.CONNECT));
        WireResponse response = transport.send(request)) {
      if (response.status() / 100 == 2) {
        return new String(response.body().readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8);
      }
      RegistryAnswer answer = RegistryAnswer.read(response, secrets(request.headers(), inBody));
      throw RegistryException.answered(codeFor(answer), attempted, address.getHost(), answer, "");
    } catch (IOException fault) {
      throw ConnectionFaults.explain(attempted, fault);
    }
  }

  /** These, and those of the headers: passwords, signatures, and the tokens of sessions. */
  private static Secrets secrets(Map<String, String> headers, Secrets others) {
    Secrets secrets = others;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase("Authorization")) {
        secrets = secrets.with(Secrets.in(Optional.of(header.getValue())));
      } else if (SECRET_FIELDS.matcher(header.getKey()).find()) {
        secrets = secrets.with(header.getValue());
      }
    }
    return secrets;
  }

  /** Clouds speak https, and metadata servers do not. */
  private Route wayTo(URI address) {
    return always || "https".equals(address.getScheme()) ? route : Route.STRAIGHT;
  }

  /** A body to be filled. */
  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Reads an answer that should be JSON. */
  static JsonNode json(String text, String attempted) throws RegistryException {
    try {
      return JSON.readTree(text);
    } catch (IOException malformed) {
      throw unusable(attempted, "the answer is not JSON");
    }
  }

  /** A text of the answer that has to be there. */
  static String require(JsonNode json, String key, String attempted) throws RegistryException {
    String value = json.path(key).asText("");
    if (value.isEmpty() || json.path(key).isNull()) {
      throw unusable(attempted, "the answer holds no " + key);
    }
    return value;
  }

  static RegistryException unusable(String attempted, String why) {
    return RegistryException.because(FailureCode.REGISTRY_ERROR, attempted, why, null);
  }

  /** What the configuration or the surroundings lack: trying again does not help. */
  static RegistryException lacking(String attempted, String why) {
    return RegistryException.because(FailureCode.UNAUTHORIZED, attempted, why, null).asSpent();
  }

  static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** As RFC 3986 has it, which signatures are computed over. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /** Clouds say 400 for a key that is wrong, and for being asked too often. */
  private static FailureCode codeFor(RegistryAnswer answer) {
    boolean throttled =
        answer.status() == 429
            || answer.errors().stream().anyMatch(error -> error.code().startsWith("Throttling"));
    if (throttled) {
      return FailureCode.RATE_LIMITED;
    }
    return switch (answer.status()) {
      case 400, 401, 404 -> FailureCode.UNAUTHORIZED;
      case 403 -> FailureCode.DENIED;
      case 408, 504 -> FailureCode.TIMEOUT;
      default -> FailureCode.REGISTRY_ERROR;
    };
  }
}
