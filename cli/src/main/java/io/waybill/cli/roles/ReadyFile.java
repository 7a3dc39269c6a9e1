package io.waybill.cli.roles;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/** Tells scripts that a process is ready, and where it listens: one JSON object in a file. */
final class ReadyFile {
  private ReadyFile() {}

  /** Writes the file, whole or not at all. */
  static void write(Path file, Map<String, String> addresses, Duration took) {
    ObjectNode ready = Json.lenient().createObjectNode();
    addresses.forEach(ready::put);
    ready.put("pid", ProcessHandle.current().pid());
    ready.put("startMs", took.toMillis());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, ready.toPrettyString() + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw CommandFailure.unavailable(
          "Tried to write the ready file %s, but failed because: %s. Name a file in a directory that exists and can be written."
              .formatted(file, e),
          e);
    }
  }
}
