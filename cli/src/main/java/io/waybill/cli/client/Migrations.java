package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.terminal.Counted;
import io.waybill.cli.terminal.Table;
import io.waybill.cli.terminal.Terminal;
import io.waybill.schemas.units.ByteSize;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Migrations, as the API tells of them, and how they are shown. */
final class Migrations {
  static final String MIGRATIONS = "migrations";

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How often whoever reads no live line is told how far it is. */
  private static final Duration WORD = Duration.ofSeconds(30);

  /** How long the API may be away while somebody waits. */
  private static final Duration AWAY = Duration.ofMinutes(5);

  private static final Set<String> OVER = Set.of("done", "done-with-failures", "cancelled");

  /** Parts of which is said why they failed. */
  private static final int MOST_FAILED = 20;

  private Migrations() {}

  static String path(String idOrName) {
    return MIGRATIONS + "/" + ApiClient.component(idOrName);
  }

  /** The migration, once it is over; until then it is said how far it is. */
  static JsonNode awaitEnd(ApiClient client, String id, Terminal terminal)
      throws InterruptedException {
    long spoken = System.nanoTime();
    long heard = spoken;
    try {
      while (true) {
        try {
          JsonNode now = client.get(path(id));
          heard = System.nanoTime();
          if (OVER.contains(state(now))) {
            return now;
          }
          terminal.live(progress(now));
          if (!terminal.isInteractive() && heard - spoken > WORD.toNanos()) {
            terminal.line(progress(now));
            spoken = heard;
          }
        } catch (CommandFailure failure) {
          if (failure.exitCode() != ExitCodes.UNAVAILABLE
              || System.nanoTime() - heard > AWAY.toNanos()) {
            throw failure;
          }
        }
        Thread.sleep(PAUSE);
      }
    } finally {
      terminal.endLive();
    }
  }

  private static String state(JsonNode migration) {
    return migration.path("state").asText();
  }

  /** One line about a migration that goes on. */
  private static String progress(JsonNode migration) {
    JsonNode counts = migration.path("counts");
    JsonNode tasks = migration.path("tasks");
    return "%s%s: %s found, %d there already, %d copied, %d failed, %d under way, %s"
        .formatted(
            state(migration),
            migration.has("percent") ? " " + migration.path("percent").asInt() + " %" : "",
            Counted.of(counts.path("matching").asLong(), "image"),
            counts.path("equal").asLong(),
            tasks.path("succeeded").asLong(),
            tasks.path("failed").asLong() + counts.path("failed").asLong(),
            tasks.path("queued").asLong()
                + tasks.path("running").asLong()
                + tasks.path("waiting").asLong(),
            new ByteSize(migration.path("bytes").asLong()).forPeople());
  }

  /** What a command ends with that waited for the migration. */
  static int exitCode(JsonNode migration) {
    return state(migration).equals("done") ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /** A line for each migration. */
  static void printList(List<JsonNode> migrations, Results results) throws InterruptedException {
    Table table = new Table("ASKED", "STATE", "NAME", "BY", "PARTS", "ID");
    for (JsonNode migration : migrations) {
      long parts = 0;
      for (JsonNode count : migration.path("parts")) {
        parts += count.asLong();
      }
      table.row(
          results.time(migration.path("createdAt")),
          state(migration),
          migration.path("name").asText(),
          migration.path("requestedBy").asText(),
          Long.toString(parts),
          migration.path("id").asText());
    }
    results.table(table, "There are no migrations. Start one: waybill migrate --submit");
  }

  /** All about one migration. */
  static void print(ApiClient client, JsonNode migration, PrintWriter out)
      throws InterruptedException {
    String id = migration.path("id").asText();
    out.println(
        "Migration %s%s: %s%s"
            .formatted(
                id,
                migration.has("name") ? " (" + migration.path("name").asText() + ")" : "",
                state(migration),
                migration.has("percent") && !OVER.contains(state(migration))
                    ? ", " + migration.path("percent").asInt() + " %"
                    : ""));
    out.println("Parts: " + counts(migration.path("parts")) + ".");
    JsonNode seen = migration.path("counts");
    out.println(
        "%s found: %d equal, %d missing, %d different, %d not compared."
            .formatted(
                Counted.of(seen.path("matching").asLong(), "image"),
                seen.path("equal").asLong(),
                seen.path("absent").asLong(),
                seen.path("different").asLong(),
                seen.path("failed").asLong()));
    String tasks = counts(migration.path("tasks"));
    if (!tasks.isEmpty()) {
      out.println(
          "Tasks: %s; %s written."
              .formatted(tasks, new ByteSize(migration.path("bytes").asLong()).forPeople()));
    }
    printTrouble(client, migration, out);
    out.flush();
  }

  private static void printTrouble(ApiClient client, JsonNode migration, PrintWriter out)
      throws InterruptedException {
    String path = path(migration.path("id").asText());
    if (migration.path("parts").path("failed").asLong() > 0) {
      Map<String, String> query = Map.of("state", "failed", "limit", Integer.toString(MOST_FAILED));
      for (JsonNode part : Pages.first(client, path + "/parts", query, MOST_FAILED)) {
        for (JsonNode failure : part.path("failures")) {
          out.println(sentence(part.path("source").asText(), failure));
        }
      }
    }
    if (migration.path("counts").path("failed").asLong() > 0) {
      Map<String, String> query = Map.of("limit", Integer.toString(MOST_FAILED));
      for (JsonNode finding : Pages.first(client, path + "/findings", query, MOST_FAILED)) {
        JsonNode image = finding.path("image");
        out.println(sentence(image.path("source").asText(), image.path("failure")));
      }
    }
    if (state(migration).equals("done-with-failures")) {
      out.println(
          "All that failed, and why: waybill migrations report %s --report report.csv"
              .formatted(migration.path("id").asText()));
    }
  }

  private static String sentence(String what, JsonNode failure) {
    return "%s: %s: %s %s"
        .formatted(
            what,
            failure.path("code").asText(),
            failure.path("reason").asText(),
            failure.path("hint").asText())
        .strip();
  }

  private static String counts(JsonNode counts) {
    List<String> texts = new ArrayList<>();
    counts.properties().forEach(each -> texts.add(each.getValue().asLong() + " " + each.getKey()));
    return String.join(", ", texts);
  }
}
