package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.cli.migrate.Line;
import io.waybill.cli.migrate.Report;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.scans.MigrationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what became of every image of a migration that was not equal at once: a page at a
 * time, with the columns of {@code waybill migrate --report}.
 */
final class MigrationReport {
  private final ApiClient client;

  private MigrationReport(ApiClient client) {
    this.client = client;
  }

  /** Writes it to all of these files; each is read anew, so that no list is kept. */
  static void write(ApiClient client, String idOrName, List<Path> files, Surroundings surroundings)
      throws InterruptedException {
    for (Path file : files) {
      try (Report report = Report.to(surroundings.resolve(file))) {
        new MigrationReport(client).write(client.get(Migrations.path(idOrName)), report);
      } catch (IOException | UncheckedIOException full) {
        throw CommandFailure.failed(
            "%s cannot be written: %s".formatted(file, full.getMessage()), full);
      }
    }
  }

  private void write(JsonNode migration, Report report) throws InterruptedException, IOException {
    String id = migration.path("id").asText();
    String path = Migrations.path(id);
    String event = MigrationId.parse(id).eventId().value();
    Pages.each(client, "records", Map.of("event", event), record -> report.add(ofRecord(record)));
    Pages.each(
        client,
        path + "/findings",
        Map.of(),
        finding -> report.add(ofFinding(finding.path("image"))));
    for (String state : List.of("failed", "cancelled")) {
      Pages.each(
          client,
          path + "/parts",
          Map.of("state", state),
          part -> {
            for (JsonNode failure : part.path("failures")) {
              report.add(ofPart(part, failure));
            }
          });
    }
  }

  private static Line ofRecord(JsonNode record) {
    return new Line(
        record.path("source").asText(),
        record.path("target").asText(),
        record.has("digestAfter") ? record.path("digestAfter").asText() : null,
        record.path("transfer").path("bytesWritten").asLong(),
        took(record),
        status(record),
        code(record.path("failure")),
        reason(record.path("failure")));
  }

  /** A task that is not over has the status that it has. */
  private static String status(JsonNode record) {
    String status = record.path("status").asText();
    String outcome = record.path("outcome").asText();
    return !status.equals("succeeded")
        ? status
        : outcome.equals("passed-over") ? Line.LEFT_OUT : outcome;
  }

  private static long took(JsonNode record) {
    return record.has("startedAt") && record.has("endedAt")
        ? Duration.between(
                Instant.parse(record.path("startedAt").asText()),
                Instant.parse(record.path("endedAt").asText()))
            .toMillis()
        : 0;
  }

  private static Line ofFinding(JsonNode image) {
    JsonNode failure = image.path("failure");
    return new Line(
        image.path("source").asText(),
        image.path("target").asText(),
        null,
        0,
        0,
        Line.FAILED,
        code(failure),
        reason(failure));
  }

  private static Line ofPart(JsonNode part, JsonNode failure) {
    return new Line(
        part.path("source").asText(),
        part.path("target").asText(),
        null,
        0,
        0,
        Line.NOT_LISTED,
        code(failure),
        reason(failure));
  }

  /** A newer API may know codes that this command does not; the reason says it as well. */
  private static @Nullable FailureCode code(JsonNode failure) {
    String name = failure.path("code").asText();
    return Arrays.stream(FailureCode.values())
        .filter(code -> code.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String reason(JsonNode failure) {
    return failure.isObject()
        ? Line.sentence(failure.path("reason").asText(), failure.path("registryError").asText())
        : null;
  }
}
