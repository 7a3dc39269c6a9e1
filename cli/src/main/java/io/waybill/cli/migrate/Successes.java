package io.waybill.cli.migrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.waybill.cli.Repeated;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is at the targets now, as image-syncer's {@code --output-success-images} writes it: an
 * images.json that names single tags. Held until the end, for a source stands there once.
 */
final class Successes {
  private final Path file;
  private final OutputOptions.Format format;
  private final SortedMap<String, List<String>> targets = new TreeMap<>();

  Successes(Path file, OutputOptions.Format format) {
    this.file = file;
    this.format = format;
  }

  void add(Line line) {
    targets.merge(
        line.source(),
        List.of(line.target()),
        (some, more) -> some.containsAll(more) ? some : Repeated.and(some, line.target()));
  }

  void write() throws IOException {
    ObjectMapper mapper =
        format == OutputOptions.Format.JSON
            ? Json.lenient()
            : new ObjectMapper(
                new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));
    Files.writeString(
        file, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(targets).strip() + "\n");
  }
}
