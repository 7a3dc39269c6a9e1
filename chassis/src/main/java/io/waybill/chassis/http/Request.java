package io.waybill.chassis.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** A request whose body is in memory; nothing of it changes any more, so any thread may read it. */
public final class Request {
  private final String method;
  private final String path;
  private final Map<String, String> pathParameters;
  private final MultiMap query;
  private final Map<String, String> headers;
  private final String remoteAddress;
  private final List<X509Certificate> clientCertificates;
  private final byte[] body;
  private final Map<Class<?>, Object> attachments;

  Request(RoutingContext context, byte[] body) {
    HttpServerRequest request = context.request();
    this.method = request.method().name();
    this.path = request.path() == null ? "/" : request.path();
    this.pathParameters = Map.copyOf(context.pathParams());
    this.query = MultiMap.caseInsensitiveMultiMap();
    if (request.query() != null) {
      query.addAll(context.queryParams());
    }
    this.headers = firstValues(request.headers());
    this.remoteAddress =
        request.remoteAddress() == null ? "unknown" : request.remoteAddress().hostAddress();
    this.clientCertificates = clientCertificates(request);
    this.body = body;
    this.attachments = Map.of();
  }

  private Request(Request other, Map<Class<?>, Object> attachments) {
    this.method = other.method;
    this.path = other.path;
    this.pathParameters = other.pathParameters;
    this.query = other.query;
    this.headers = other.headers;
    this.remoteAddress = other.remoteAddress;
    this.clientCertificates = other.clientCertificates;
    this.body = other.body;
    this.attachments = Map.copyOf(attachments);
  }

  /** The same, with something that its endpoint is to know: who asks. One of each class. */
  public Request with(Object attachment) {
    Map<Class<?>, Object> more = new HashMap<>(attachments);
    more.put(attachment.getClass(), attachment);
    return new Request(this, more);
  }

  /** What was attached of this class. */
  public <T> Optional<T> attached(Class<T> type) {
    return Optional.ofNullable(attachments.get(type)).map(type::cast);
  }

  /** The method, such as {@code POST}. */
  public String method() {
    return method;
  }

  /** The path, as it was sent, without the query. */
  public String path() {
    return path;
  }

  /**
   * What stands where the route's path says {@code :name}, decoded.
   *
   * @throws IllegalArgumentException when the route has no such parameter
   */
  public String pathParameter(String name) {
    @Nullable String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The route has no parameter " + name);
    }
    return value;
  }

  /** The first value of a query parameter. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** Every value of a query parameter. */
  public List<String> queryAll(String name) {
    return query.getAll(name);
  }

  /** The names of the query parameters. */
  public java.util.Set<String> queryNames() {
    return query.names();
  }

  /** The first value of a header; its name in any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The headers, each with its first value, by their names in lower case. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Who sent it, as the connection says. */
  public String remoteAddress() {
    return remoteAddress;
  }

  /**
   * The certificate chain that the client of the connection has shown, its own first; believed,
   * because the listener's authorities have issued it. Empty where it showed none.
   */
  public List<X509Certificate> clientCertificates() {
    return clientCertificates;
  }

  /** The body, empty when there is none. Not a copy. */
  public byte[] body() {
    return body;
  }

  /**
   * The body as a JSON document that a person wrote: unknown fields are refused.
   *
   * @throws ProblemException 400 when it is not JSON or not of this shape
   */
  public <T> T json(Class<T> type) {
    return read(Json.strict(), type);
  }

  /**
   * The body as a JSON tree.
   *
   * @throws ProblemException 400 when it is not JSON
   */
  public JsonNode jsonTree() {
    return read(Json.lenient(), JsonNode.class);
  }

  private static Map<String, String> firstValues(MultiMap headers) {
    Map<String, String> values = HashMap.newHashMap(headers.size());
    for (Map.Entry<String, String> header : headers) {
      values.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
    }
    return Map.copyOf(values);
  }

  private static List<X509Certificate> clientCertificates(HttpServerRequest request) {
    if (!request.isSSL()) {
      return List.of();
    }
    try {
      return request.connection().peerCertificates().stream()
          .filter(X509Certificate.class::isInstance)
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException nobody) {
      return List.of();
    }
  }

  private <T> T read(ObjectMapper mapper, Class<T> type) {
    try {
      T value = mapper.readValue(body, type);
      if (value == null || (value instanceof JsonNode node && node.isMissingNode())) {
        throw new ProblemException(Problem.badRequest("The body has to be a JSON document"));
      }
      return value;
    } catch (JsonProcessingException malformed) {
      throw new ProblemException(Problem.badRequest(complaint(malformed)));
    } catch (IOException impossible) {
      throw new IllegalStateException("A body in memory cannot be read", impossible);
    }
  }

  private static String complaint(JsonProcessingException malformed) {
    String where =
        malformed.getLocation() == null
            ? ""
            : " at line "
                + malformed.getLocation().getLineNr()
                + ", column "
                + malformed.getLocation().getColumnNr();
    String what = malformed.getOriginalMessage().lines().findFirst().orElse("");
    String kind =
        malformed instanceof MismatchedInputException
            ? "The body does not have the expected shape"
            : "The body is not JSON";
    return kind + where + ": " + what;
  }
}
