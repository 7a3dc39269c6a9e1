package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Counted;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Table;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.units.ByteSize;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Scans, as the API tells of them, and how they are shown. */
final class Scans {
  static final String SCANS = "scans";

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Lines of a table that a person still reads. */
  private static final int MOST_LINES = 50;

  private Scans() {}

  /** The scan, once it is over. */
  static JsonNode awaitEnd(ApiClient client, JsonNode scan, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    JsonNode now = scan;
    while (isRunning(now)) {
      if (System.nanoTime() > deadline) {
        throw CommandFailure.failed(
            "Waited %s for the scan %s, but it is not over. See waybill scan show %s."
                .formatted(Durations.forPeople(patience), id(scan), id(scan)));
      }
      Thread.sleep(PAUSE);
      now = client.get(SCANS + "/" + id(scan));
    }
    return now;
  }

  /** The scan, once it and all its tasks are over. */
  static JsonNode awaitTasks(ApiClient client, JsonNode scan, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    JsonNode ended = awaitEnd(client, scan, patience);
    while (openTasks(ended) > 0) {
      if (System.nanoTime() > deadline) {
        throw CommandFailure.failed(
            "Waited %s, but %s of the scan %s not over. See waybill records list."
                .formatted(
                    Durations.forPeople(patience),
                    Counted.of(openTasks(ended), "task"),
                    id(scan) + (openTasks(ended) == 1 ? " is" : " are")));
      }
      Thread.sleep(PAUSE);
      ended = client.get(SCANS + "/" + id(scan));
    }
    return ended;
  }

  private static boolean isRunning(JsonNode scan) {
    return scan.path("state").asText().equals("running");
  }

  /** Tasks that are not over, or that history has not heard of yet. */
  private static long openTasks(JsonNode scan) {
    JsonNode tasks = scan.path("tasks");
    long unheard = scan.path("counts").path("planned").asLong();
    long open = 0;
    for (JsonNode count : tasks) {
      unheard -= count.asLong();
    }
    for (String status : List.of("queued", "running", "waiting")) {
      open += tasks.path(status).asLong();
    }
    return open + Math.max(0, unheard);
  }

  static String id(JsonNode scan) {
    return scan.path("id").asText();
  }

  /** What is said of a scan that nobody waits for. */
  static String started(JsonNode scan) {
    return "Started scan %s. See waybill scan show %s.".formatted(id(scan), id(scan));
  }

  /** What a command ends with that waited for the scan. */
  static int exitCode(JsonNode scan) {
    boolean well =
        scan.path("state").asText().equals("done")
            && scan.path("tasks").path("failed").asLong() == 0;
    return well ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /** A line for each scan. */
  static void printList(List<JsonNode> scans, Results results) throws InterruptedException {
    Table table =
        new Table("ASKED", "STATE", "WHAT", "TRIGGER", "EQUAL", "PLANNED", "FAILED", "ID");
    for (JsonNode scan : scans) {
      JsonNode counts = scan.path("counts");
      table.row(
          results.time(scan.path("createdAt")),
          scan.path("state").asText(),
          what(scan),
          scan.path("trigger").asText() + (scan.path("dryRun").asBoolean() ? " (dry run)" : ""),
          counts.path("equal").asText(),
          counts.path("planned").asText(),
          Long.toString(
              counts.path("failed").asLong() + scan.path("steps").path("failed").asLong()),
          id(scan));
    }
    results.table(table, "There are no scans. Start one: waybill scan RULE");
  }

  private static String what(JsonNode scan) {
    String rule = scan.path("ruleName").asText("");
    return rule.isEmpty() ? scan.path("source").asText() : rule;
  }

  /** All about one scan. */
  static void print(JsonNode scan, PrintWriter out) {
    out.println(
        "Scan %s of %s: %s%s"
            .formatted(
                id(scan),
                what(scan),
                scan.path("state").asText(),
                scan.path("steps").has("percent") && isRunning(scan)
                    ? ", " + scan.path("steps").path("percent").asInt() + " %"
                    : ""));
    if (scan.has("note")) {
      out.println(scan.path("note").asText());
    }
    out.println(seen(scan.path("counts")));
    String tasks = tasks(scan.path("tasks"));
    if (!tasks.isEmpty()) {
      out.println("Tasks: " + tasks + ". See waybill records list.");
    }
    printFailures(scan, out);
    printItems(scan, out);
    out.flush();
  }

  private static String seen(JsonNode counts) {
    return "%s, %s, of which the rule is about %d: %d equal, %d missing, %d different, %d refused, %d not compared."
        .formatted(
            Counted.of(counts.path("repositories").asLong(), "repository", "repositories"),
            Counted.of(counts.path("tags").asLong(), "tag"),
            counts.path("matching").asLong(),
            counts.path("equal").asLong(),
            counts.path("absent").asLong(),
            counts.path("different").asLong(),
            counts.path("refused").asLong(),
            counts.path("failed").asLong());
  }

  private static String tasks(JsonNode tasks) {
    List<String> texts = new ArrayList<>();
    tasks
        .properties()
        .forEach(status -> texts.add(status.getValue().asLong() + " " + status.getKey()));
    return String.join(", ", texts);
  }

  private static void printFailures(JsonNode scan, PrintWriter out) {
    for (JsonNode failure : scan.path("failures")) {
      out.println(sentence(failure));
    }
  }

  private static String sentence(JsonNode failure) {
    return "%s: %s %s"
        .formatted(
            failure.path("code").asText(),
            failure.path("reason").asText(),
            failure.path("hint").asText());
  }

  private static void printItems(JsonNode scan, PrintWriter out) {
    Table table = new Table("WHAT", "SOURCE", "TARGET", "SIZE", "WHY");
    int lines = 0;
    for (JsonNode item : scan.path("items")) {
      if (lines < MOST_LINES) {
        table.row(
            item.path("verdict").asText(),
            item.path("source").asText(),
            item.path("target").asText(),
            item.has("bytes") ? new ByteSize(item.path("bytes").asLong()).forPeople() : "",
            item.path("failure").path("reason").asText());
      }
      lines++;
    }
    if (!table.isEmpty()) {
      table.print(out);
    }
    if (lines > MOST_LINES) {
      out.println(
          "... and %d more; all with -o json.".formatted(scan.path("items").size() - MOST_LINES));
    }
  }

  /** What a rule would do, for the person who is about to make it. */
  static void printPlan(JsonNode scan, Surroundings surroundings) {
    PrintWriter out = surroundings.out();
    printItems(scan, out);
    if (fitsNothing(scan)) {
      out.println(nothingFits(scan));
    } else {
      printCounts(scan.path("counts"), out);
    }
    printFailures(scan, out);
    for (JsonNode warning : scan.path("warnings")) {
      out.println("Warning: " + warning.asText());
    }
    out.flush();
  }

  /** Whether all was looked at, and the rule is about none of it. */
  private static boolean fitsNothing(JsonNode scan) {
    return scan.path("state").asText().equals("done")
        && scan.path("counts").path("matching").asLong(1) == 0
        && scan.path("counts").path("failed").asLong() == 0
        && scan.path("items").isEmpty();
  }

  private static String nothingFits(JsonNode scan) {
    JsonNode counts = scan.path("counts");
    String source = scan.path("source").asText();
    long repositories = counts.path("repositories").asLong();
    return repositories == 0
        ? "No image of %s matches: the rule's source.repositories fit none of its repositories."
            .formatted(source)
        : "No image of %s matches: the rule's source.repositories fit %d, but source.tags none of their tags (%d)."
            .formatted(source, repositories, counts.path("tags").asLong());
  }

  private static void printCounts(JsonNode counts, PrintWriter out) {
    out.println(
        "%s would be copied to where nothing is, %d would take the place of something else: %s at most%s."
            .formatted(
                Counted.of(counts.path("absent").asLong(), "image"),
                counts.path("different").asLong(),
                new ByteSize(counts.path("bytes").asLong()).forPeople(),
                counts.path("unmeasured").asLong() == 0
                    ? ""
                    : ", and what was not measured (%s)"
                        .formatted(Counted.of(counts.path("unmeasured").asLong(), "image"))));
    out.println(are(counts.path("equal").asLong()) + " equal.");
    if (counts.path("refused").asLong() > 0) {
      out.println(
          are(counts.path("refused").asLong())
              + " left alone because the rule's overwrite is never.");
    }
    if (counts.path("failed").asLong() > 0) {
      out.println("%d could not be compared.".formatted(counts.path("failed").asLong()));
    }
  }

  private static String are(long count) {
    return "%,d %s".formatted(count, count == 1 ? "is" : "are");
  }

  /** Reads the id of a scan. */
  static ScanId parse(String text) {
    try {
      return ScanId.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage(
          "\"%s\" is not the id of a scan: see waybill scan list.".formatted(text));
    }
  }
}
