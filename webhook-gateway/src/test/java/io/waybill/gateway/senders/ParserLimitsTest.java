package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.management.ThreadMXBean;
import io.waybill.schemas.wire.Json;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * No body of a mebibyte costs a parser more than in proportion to its length: neither lists of very
 * many entries, nor long texts, nor many names, nor depth, wherever in a sender's body they stand.
 *
 * <p>What is measured is the thread's own processor time and allocation, so that a busy machine
 * changes neither.
 */
class ParserLimitsTest {
  private static final int SIZE = 1 << 20;

  /** A hundred times of what is usual; a quadratic parser needs minutes. */
  private static final long MAX_NANOS = 5_000_000_000L;

  /** A tree of a million tiny values; a body that is multiplied needs more. */
  private static final long MAX_ALLOCATED = 200L * SIZE;

  private static final int MAX_DEPTH = 5;
  private static final int MANY = 30;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final String HERE = "the large thing";

  /** What stands in the place of a value. */
  private static final List<Supplier<String>> LARGE =
      List.of(
          () -> '"' + "sha256:".repeat(SIZE / 7) + '"',
          () -> "[" + "[],".repeat(SIZE / 3) + "[]]",
          () -> "[" + "{\"a\":1},".repeat(SIZE / 8) + "{}]",
          () -> "[" + "\"\",".repeat(SIZE / 3) + "\"\"]",
          ParserLimitsTest::names,
          () -> "[".repeat(58) + "]".repeat(58));

  @ParameterizedTest
  @FieldSource("io.waybill.gateway.senders.Senders#ALL")
  void noBodyCostsMoreThanInProportionToItsLength(SenderType type) {
    WebhookParser parser = Samples.parser(type);
    // A sender that tells in headers what the body is says it is the first of its samples.
    Delivery delivery = Samples.delivery(Samples.headers(Samples.of(type).getFirst()));
    bodies(type)
        .forEach(
            (what, made) -> {
              byte[] body = made.get().getBytes(UTF_8);
              long allocated = THREADS.getCurrentThreadAllocatedBytes();
              long nanos = THREADS.getCurrentThreadCpuTime();
              ParsedWebhook parsed = parser.parse(delivery, body);
              nanos = THREADS.getCurrentThreadCpuTime() - nanos;
              allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;

              assertThat(nanos).as("processor time of %s", what).isLessThan(MAX_NANOS);
              assertThat(allocated).as("allocation of %s", what).isLessThan(MAX_ALLOCATED);
              assertThat(parsed.events().size() + parsed.ignored().size())
                  .as("entries of %s", what)
                  .isLessThanOrEqualTo(Findings.MAX_ENTRIES);
              assertThat(String.join("", parsed.unreadable()))
                  .as("sentences of %s", what)
                  .hasSizeLessThan(20_000);
            });
  }

  /** For every place in a sender's samples a body with something large there. */
  private static Map<String, Supplier<String>> bodies(SenderType type) {
    Map<String, Supplier<String>> bodies = new LinkedHashMap<>();
    bodies.put("nothing but depth", () -> "[".repeat(SIZE));
    for (String sample : Samples.of(type)) {
      if (!sample.endsWith(".json")) {
        continue;
      }
      JsonNode root = json(new String(Samples.read(sample), UTF_8));
      for (Place place : places(root, "", new ArrayList<>())) {
        if (place.parent() instanceof ArrayNode list) {
          bodies.putIfAbsent(place.path() + ", again and again", () -> repeated(root, list));
        }
        // One large thing for each place, in turn: all of them everywhere would take minutes. A
        // text, which costs least, where there are very many places.
        Supplier<String> large = LARGE.get(bodies.size() < MANY ? bodies.size() % LARGE.size() : 0);
        bodies.putIfAbsent(place.path() + ", large", () -> place.with(large.get(), root));
      }
    }
    return bodies;
  }

  /** A value's place: the path has no numbers, since entries are alike. */
  private record Place(String path, ContainerNode<?> parent, String name) {
    String with(String large, JsonNode root) {
      JsonNode before = put(TextNode.valueOf(HERE));
      String body = root.toString().replace('"' + HERE + '"', large);
      put(before);
      return body;
    }

    private JsonNode put(JsonNode value) {
      return switch (parent) {
        case ObjectNode object -> object.replace(name, value);
        case ArrayNode list -> list.set(0, value);
        default -> throw new IllegalStateException("no container: " + parent);
      };
    }
  }

  /** Where values are, as deep as parsers look. */
  private static List<Place> places(JsonNode node, String path, List<Place> places) {
    if (path.chars().filter(letter -> letter == '/').count() > MAX_DEPTH) {
      return places;
    }
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              property -> {
                String child = path + "/" + property.getKey();
                places.add(new Place(child, object, property.getKey()));
                places(property.getValue(), child, places);
              });
    } else if (node instanceof ArrayNode list && !list.isEmpty()) {
      places.add(new Place(path + "/0", list, "0"));
      places(list.path(0), path + "/0", places);
    }
    return places;
  }

  /** The body, with its list's entries again and again. */
  private static String repeated(JsonNode root, ArrayNode list) {
    List<JsonNode> once = new ArrayList<>();
    list.forEach(once::add);
    String entries = list.toString();
    String more = entries.substring(1, entries.length() - 1);
    list.removeAll().add(HERE);
    String body =
        root.toString()
            .replace('"' + HERE + '"', (more + ",").repeat(SIZE / entries.length()) + more);
    list.removeAll().addAll(once);
    return body;
  }

  private static String names() {
    return IntStream.range(0, SIZE / 12)
        .mapToObj(i -> "\"n" + i + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static JsonNode json(String text) {
    try {
      return Json.lenient().readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(text, malformed);
    }
  }
}
