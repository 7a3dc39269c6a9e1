package io.waybill.endtoend;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * What collects spans: OTLP over HTTP, of whose protobuf it reads what tests look at
 * (opentelemetry-proto, {@code trace/v1/trace.proto}).
 */
final class SpanCollector implements AutoCloseable {
  /** One span, with the role that made it. */
  record Collected(
      String service,
      String name,
      String trace,
      String id,
      String parent,
      Map<String, String> attributes) {}

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final HttpServer server;
  private final List<Collected> spans = new CopyOnWriteArrayList<>();

  SpanCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    server.createContext(
        "/v1/traces",
        exchange -> {
          read(ByteBuffer.wrap(exchange.getRequestBody().readAllBytes()));
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
  }

  /** What has arrived so far. */
  List<Collected> spans() {
    return List.copyOf(spans);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void read(ByteBuffer request) {
    fields(
        request,
        (resourceSpans, resource) -> {
          StringBuilder service = new StringBuilder();
          fields(
              resource,
              (field, value) -> {
                if (field == 1) {
                  Map<String, String> attributes = new TreeMap<>();
                  fields(value, (_, attribute) -> attribute(attribute, attributes));
                  service.append(attributes.getOrDefault("service.name", ""));
                } else if (field == 2) {
                  scope(service.toString(), value);
                }
              });
        });
  }

  private void scope(String service, ByteBuffer scope) {
    fields(
        scope,
        (field, span) -> {
          if (field == 2) {
            spans.add(span(service, span));
          }
        });
  }

  private static Collected span(String service, ByteBuffer span) {
    Map<Integer, ByteBuffer> single = new TreeMap<>();
    Map<String, String> attributes = new TreeMap<>();
    fields(
        span,
        (field, value) -> {
          if (field == 9) {
            attribute(value, attributes);
          } else {
            single.put(field, value);
          }
        });
    return new Collected(
        service,
        text(single.getOrDefault(5, NOTHING)),
        hex(single.getOrDefault(1, NOTHING)),
        hex(single.getOrDefault(2, NOTHING)),
        hex(single.getOrDefault(4, NOTHING)),
        attributes);
  }

  /** A KeyValue whose value is text; of others the key alone. */
  private static void attribute(ByteBuffer pair, Map<String, String> attributes) {
    Map<Integer, ByteBuffer> parts = new TreeMap<>();
    fields(pair, parts::put);
    Map<Integer, ByteBuffer> value = new TreeMap<>();
    fields(parts.getOrDefault(2, NOTHING), value::put);
    attributes.put(text(parts.getOrDefault(1, NOTHING)), text(value.getOrDefault(1, NOTHING)));
  }

  /** Each field that has a length; numbers are passed over. */
  private static void fields(ByteBuffer message, BiConsumer<Integer, ByteBuffer> reader) {
    ByteBuffer rest = message.duplicate().order(message.order());
    while (rest.hasRemaining()) {
      long tag = varint(rest);
      switch ((int) (tag & 7)) {
        case 0 -> varint(rest);
        case 1 -> rest.position(rest.position() + Long.BYTES);
        case 5 -> rest.position(rest.position() + Integer.BYTES);
        case 2 -> {
          int length = (int) varint(rest);
          reader.accept((int) (tag >>> 3), rest.slice(rest.position(), length));
          rest.position(rest.position() + length);
        }
        default -> throw new IllegalArgumentException("No protobuf: a field of type " + (tag & 7));
      }
    }
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }
}
