package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.events.SyncRequested;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Bodies with values of our own, after the structures that the senders document. */
public final class Samples {
  /** When every sample was received. */
  static final Instant RECEIVED = Instant.parse("2026-03-14T09:26:54Z");

  /** Where things are in the samples of the type {@code mapped}. */
  static final Mapping MAPPING =
      new Mapping(
          Optional.of("/changes"),
          Optional.of("/what"),
          List.of("stored", "moved"),
          List.of("removed"),
          "/image/path",
          Optional.of("/image/label"),
          Optional.of("/image/hash"),
          Optional.of("/image/kind"),
          Optional.of("/by"),
          Optional.of("/at"),
          Optional.of("/number"));

  private static final String HEADERS = ".headers";

  private Samples() {}

  /** The bytes of {@code src/test/resources/senders/NAME}. */
  public static byte[] read(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/senders/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("There is no sample " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The names of all samples of a sender: the files of {@code src/test/resources/senders/TYPE}, by
   * name. Where a sender says something in headers, {@code push.json} has them beside it in {@code
   * push.headers}, one {@code name: value} on a line.
   */
  static List<String> of(SenderType type) {
    URL folder = Samples.class.getResource("/senders/" + type.name());
    if (folder == null) {
      throw new IllegalArgumentException("There are no samples of " + type);
    }
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files
          .map(file -> type.name() + "/" + file.getFileName())
          .filter(name -> !name.endsWith(HEADERS))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The parser of a sender's samples. */
  static WebhookParser parser(SenderType type) {
    return type.parser().orElseGet(MAPPING::parser);
  }

  /** The headers that stand beside a sample; none where there are none. */
  public static Map<String, String> headers(String name) {
    String beside = name.replaceFirst("\\.[a-z]+$", HEADERS);
    if (Samples.class.getResource("/senders/" + beside) == null) {
      return Map.of();
    }
    return new String(read(beside), UTF_8)
        .lines()
        .map(line -> line.split(":\\s*", 2))
        .collect(Collectors.toMap(line -> line[0].toLowerCase(Locale.ROOT), line -> line[1]));
  }

  /** The tag that an event names. */
  static @Nullable String tag(ImageEvent event) {
    Tag tag =
        switch (event) {
          case ImagePushed pushed -> pushed.tag();
          case ImageDeleted deleted -> deleted.tag();
          case SyncRequested wish -> throw new AssertionError("no sender's: " + wish);
        };
    return tag == null ? null : tag.name();
  }

  /** The digest that an event names. */
  static @Nullable Digest digest(ImageEvent event) {
    return switch (event) {
      case ImagePushed pushed -> pushed.digest();
      case ImageDeleted deleted -> deleted.digest();
      case SyncRequested wish -> throw new AssertionError("no sender's: " + wish);
    };
  }

  /** A delivery to the webhook {@code shanghai-push} of the registry {@code shanghai}. */
  static Delivery delivery() {
    return delivery(Map.of());
  }

  static Delivery delivery(Map<String, String> headers) {
    return delivery("registry.shanghai.example", headers);
  }

  /** A delivery about the registry {@code shanghai} when it has this host. */
  static Delivery delivery(String host, Map<String, String> headers) {
    return new Delivery(
        "shanghai-push", Registry.of("shanghai"), host, Optional.empty(), headers, RECEIVED);
  }
}
