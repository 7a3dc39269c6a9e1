package io.waybill.worker;

import io.waybill.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker for all test classes that ask for it, stopped when the last one has ended. */
public final class SharedKafka implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(EmbeddedKafka.class);
  }

  @Override
  public EmbeddedKafka resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedKafka.class))
        .computeIfAbsent(Broker.class, key -> Broker.start(), Broker.class)
        .kafka();
  }

  private record Broker(EmbeddedKafka kafka, Path directory) implements AutoCloseable {
    static Broker start() {
      try {
        Path directory = Files.createTempDirectory("waybill-worker-kafka");
        EmbeddedKafka kafka = EmbeddedKafka.builder(directory).start();
        return new Broker(kafka, directory);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void close() throws IOException {
      kafka.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
