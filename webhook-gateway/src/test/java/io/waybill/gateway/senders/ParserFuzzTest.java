package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * No body makes a parser throw, and whatever it finds can be written to Kafka: else one bad body
 * would be a 500 for ever, and stop a sender that never gives up. Every sender's own samples, all
 * files of its folder, are what the bodies are made of.
 *
 * <p>{@code -Dwaybill.fuzz.seed=N} repeats a run, {@code -Dwaybill.fuzz.rounds=N} makes it longer.
 */
class ParserFuzzTest {
  private static final int ROUNDS = Integer.getInteger("waybill.fuzz.rounds", 3_000);
  private static final long SEED = Long.getLong("waybill.fuzz.seed", System.nanoTime());

  /** Pieces that break readers: other types, other scripts, broken escapes, depth, size. */
  private static final List<String> PIECES =
      List.of(
          "null",
          "{}",
          "[]",
          "\"\"",
          "\"\\ud800\"",
          "\"\\u0000\\u202e\"",
          "-1e999",
          "1e-99999",
          "[[[[[[[[",
          "{\"a\":".repeat(200),
          "\"".concat("9".repeat(5000)).concat("\""),
          "\"sha256:\"",
          "\"delete\"",
          "\"../../etc\"",
          "\u00ff\ufffe\ud83d\ude80",
          ",",
          "\"events\"",
          "\"target\"");

  private static final List<String> HEADERS =
      List.of("", "2", "\ud800", "+999999999-12-31", "x".repeat(8_000), "\u00ff", "null");

  @ParameterizedTest
  @FieldSource("io.waybill.gateway.senders.Senders#ALL")
  void noBodyMakesAParserThrowOrItsFindingsUnwritable(SenderType type) {
    List<String> seeds = Samples.of(type);
    WebhookParser parser = Samples.parser(type);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      String seed = seeds.get(random.nextInt(seeds.size()));
      byte[] body = body(Samples.read(seed), random);
      Delivery delivery = Samples.delivery(headers(Samples.headers(seed), random));
      try {
        check(parser.parse(delivery, body), body);
      } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError(
            "Seed %d, round %d, from %s: %s"
                .formatted(SEED, round, seed, new String(body, ISO_8859_1)),
            e);
      }
    }
  }

  private static void check(ParsedWebhook parsed, byte[] body) {
    assertThat(parsed.events().size()).isLessThanOrEqualTo(Findings.MAX_ENTRIES);
    for (ImageEvent event : parsed.events()) {
      Message message = Messages.of(event);
      byte[] value = message.value();
      assertThat(value == null ? 0 : value.length).isBetween(1, 8_000);
    }
    String reason = String.join(" ", parsed.unreadable());
    DeadLetter letter = DeadLetter.of("/fuzz", reason, Map.of(), body, Samples.RECEIVED);
    assertThat(Messages.of(letter).value()).isNotEmpty();
    assertThat(parsed.ignored()).allSatisfy(ignored -> assertThat(ignored.detail()).isNotEmpty());
  }

  private static byte[] body(byte[] sample, RandomGenerator random) {
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] body = sample;
    for (int change = random.nextInt(6); change >= 0; change--) {
      body = mutate(body, random);
    }
    return body;
  }

  private static byte[] mutate(byte[] body, RandomGenerator random) {
    if (body.length == 0) {
      return body;
    }
    int at = random.nextInt(body.length);
    int end = at + random.nextInt(Math.min(60, body.length - at) + 1);
    return switch (random.nextInt(5)) {
      case 0 -> flip(body, at, random);
      case 1 -> Arrays.copyOf(body, at);
      case 2 -> splice(body, at, end, new byte[0]);
      case 3 -> splice(body, at, at, Arrays.copyOfRange(body, at, end));
      default -> replaceValue(body, at, PIECES.get(random.nextInt(PIECES.size())));
    };
  }

  private static byte[] flip(byte[] body, int at, RandomGenerator random) {
    byte[] flipped = body.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  /** Puts the piece where the next value stands, so that the document often stays one. */
  private static byte[] replaceValue(byte[] body, int from, String piece) {
    int start = from;
    while (start < body.length && body[start] != ':') {
      start++;
    }
    int end = start;
    while (end < body.length && body[end] != ',' && body[end] != '\n') {
      end++;
    }
    byte[] bytes = piece.getBytes(UTF_8);
    return splice(body, Math.min(start + 1, body.length), end, bytes);
  }

  private static byte[] splice(byte[] body, int from, int to, byte[] piece) {
    int tail = Math.max(from, to);
    byte[] spliced = Arrays.copyOf(body, from + piece.length + body.length - tail);
    System.arraycopy(piece, 0, spliced, from, piece.length);
    System.arraycopy(body, tail, spliced, from + piece.length, body.length - tail);
    return spliced;
  }

  /** The sample's headers, of which now and then one is missing or says something else. */
  private static Map<String, String> headers(Map<String, String> sample, RandomGenerator random) {
    Map<String, String> headers = new HashMap<>();
    sample.forEach(
        (name, value) -> {
          switch (random.nextInt(12)) {
            case 0 -> {}
            case 1 -> headers.put(name, HEADERS.get(random.nextInt(HEADERS.size())));
            default -> headers.put(name, value);
          }
        });
    return headers;
  }
}
