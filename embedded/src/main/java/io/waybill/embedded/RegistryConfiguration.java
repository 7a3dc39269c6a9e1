package io.waybill.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Docker distribution's {@code config.yml}. */
final class RegistryConfiguration {
  private RegistryConfiguration() {}

  /**
   * Writes the file into the registry's directory, readable by its owner only: it may hold secrets.
   */
  static Path write(
      Path directory,
      int port,
      @Nullable Integer metricsPort,
      List<NotificationEndpoint> endpoints,
      List<String> logins,
      boolean schema1,
      boolean deletes)
      throws IOException {
    StringBuilder yaml =
        new StringBuilder(
            """
            version: 0.1
            log:
              level: warn
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: %s
              delete:
                enabled: %s
            http:
              addr: %s:%d
              secret: %s
            """
                .formatted(
                    quote(directory.resolve("storage").toString()),
                    deletes,
                    Ports.LOOPBACK,
                    port,
                    random()));
    if (metricsPort != null) {
      // Still inside http.
      yaml.append(
          """
            debug:
              addr: %s:%d
              prometheus: { enabled: true, path: /metrics }
          """
              .formatted(Ports.LOOPBACK, metricsPort));
    }
    if (!logins.isEmpty()) {
      Path htpasswd = directory.resolve("htpasswd");
      writePrivately(htpasswd, String.join("\n", logins) + "\n");
      yaml.append("auth:\n  htpasswd:\n    realm: waybill\n    path: ")
          .append(quote(htpasswd.toString()))
          .append('\n');
    }
    if (!endpoints.isEmpty()) {
      yaml.append("notifications:\n  endpoints:\n");
      for (int i = 0; i < endpoints.size(); i++) {
        yaml.append(endpoint(i, endpoints.get(i)));
      }
    }
    if (schema1) {
      yaml.append("compatibility:\n  schema1:\n    enabled: true\n");
    }
    Path file = directory.resolve("config.yml");
    writePrivately(file, yaml.toString());
    return file;
  }

  /** Docker distribution lets REGISTRY_... variables override its file; ours is the whole truth. */
  static Map<String, String> environment() {
    Map<String, String> changes = new HashMap<>();
    System.getenv().keySet().stream()
        .filter(key -> key.startsWith("REGISTRY_"))
        .forEach(key -> changes.put(key, ""));
    // Exporting traces to nowhere is version 3's default, and costs it its first second.
    changes.put("OTEL_TRACES_EXPORTER", "none");
    return changes;
  }

  private static String endpoint(int number, NotificationEndpoint endpoint) {
    String text =
        """
            - name: endpoint-%d
              url: %s
              timeout: %dms
              threshold: %d
              backoff: %dms
        """
            .formatted(
                number,
                quote(endpoint.url().toString()),
                endpoint.timeout().toMillis(),
                endpoint.threshold(),
                endpoint.backoff().toMillis());
    return endpoint.authorization().isEmpty()
        ? text
        : text
            + "      headers:\n        Authorization: [%s]\n"
                .formatted(quote(endpoint.authorization()));
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private static String random() {
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }

  private static String quote(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a registry's configuration cannot hold control characters");
    }
    return "'" + text.replace("'", "''") + "'";
  }
}
