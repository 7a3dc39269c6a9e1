package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.terminal.Counted;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Printable;
import io.waybill.schemas.units.ByteSize;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The waybill of one image, for people: what came of it and why, from where to where, when, and
 * what each attempt met with.
 */
final class RecordView {
  private static final int LONGEST_BAR = 30;
  private static final String FAILURE = "failure";
  private static final String ATTEMPTS = "attempts";
  private static final String NOTE = "note";

  /** The phases of an attempt, in their order, by the API's names. */
  private static final List<String> PHASES =
      List.of("queueMs", "resolveMs", "checkMs", "transferMs", "putMs", "verifyMs");

  private static final Map<String, String> OUTCOMES =
      Map.ofEntries(
          Map.entry("copied", "it was copied"),
          Map.entry("already-present", "it was there already"),
          Map.entry("passed-over", "it was passed over, and nothing was moved"),
          Map.entry("deleted", "it was taken away"),
          Map.entry("already-gone", "it was gone already"),
          Map.entry("handed-over", "handed to the lane for large images"),
          Map.entry("retry-at", "failed for now"),
          Map.entry("failed", "failed"),
          Map.entry("cancelled", "cancelled"),
          Map.entry("lost", "lost: its worker stopped or vanished"));

  private final JsonNode record;
  private final Results results;
  private final PrintWriter out;

  RecordView(JsonNode record, Results results, PrintWriter out) {
    this.record = record;
    this.results = results;
    this.out = out;
  }

  void print() {
    out.println(headline());
    why().forEach(line -> out.println("  " + line));
    out.println();
    facts().forEach((name, value) -> out.println("%-10s %s".formatted(name, value)));
    printTimes();
    printPhases();
    printAttempts();
    out.flush();
  }

  private String headline() {
    boolean delete = text("action").equals("delete");
    return delete
        ? "%s: delete %s, since %s is gone".formatted(status(), text("target"), text("source"))
        : "%s: %s -> %s".formatted(status(), text("source"), text("target"));
  }

  private String status() {
    return text("status").toUpperCase(java.util.Locale.ROOT);
  }

  /** One sentence that says why it stands where it stands, and what to do about it. */
  private List<String> why() {
    List<String> lines = new ArrayList<>();
    JsonNode failure = record.path(FAILURE);
    switch (text("status")) {
      case "succeeded" -> {
        lines.add(succeeded());
        lines.addAll(notes());
      }
      case "held" ->
          lines.add("It waits for the gate, or for a person: see waybill rules deletes.");
      case "queued" -> lines.add("It waits for a worker of the region " + text("region") + ".");
      case "running" -> lines.add("The worker " + text("worker") + " has it.");
      default -> {
        // A failure says it.
      }
    }
    if (!text("status").equals("succeeded") && failure.isObject()) {
      lines.addAll(failureLines(failure));
    }
    if (text("status").equals("waiting") && record.has("retryAt")) {
      lines.add("It is tried again %s.".formatted(results.time(record.path("retryAt"))));
    }
    return lines;
  }

  private String succeeded() {
    String outcome = OUTCOMES.getOrDefault(text("outcome"), "it is done");
    return "%s%s, %s after it was planned."
        .formatted(
            outcome.substring(0, 1).toUpperCase(java.util.Locale.ROOT),
            outcome.substring(1),
            Durations.forPeople(Duration.ofMillis(record.path("durationMs").asLong())));
  }

  /** Why it was passed over. */
  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (JsonNode attempt : record.path(ATTEMPTS)) {
      if (attempt.has(NOTE)) {
        notes.add(Printable.line(attempt.path(NOTE).asText()));
      }
    }
    return notes;
  }

  private static List<String> failureLines(JsonNode failure) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s"
            .formatted(
                failure.path("code").asText(), Printable.line(failure.path("reason").asText())));
    Optional.of(failure.path("registryError").asText(""))
        .filter(words -> !words.isBlank())
        .ifPresent(words -> lines.add("The registry said: " + Printable.line(words)));
    Optional.of(failure.path("hint").asText(""))
        .filter(hint -> !hint.isBlank())
        .ifPresent(hint -> lines.add("What to do: " + hint));
    return lines;
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Task", text("taskId"));
    facts.put("Rule", record.has("ruleName") ? text("ruleName") : "none");
    facts.put("Because of", because());
    facts.put("Policy", "overwrite " + text("overwrite"));
    put(facts, "Platforms", platforms());
    put(facts, "Digest", digest());
    put(facts, "Kept as", text("backupTag"));
    put(facts, "Moved", moved());
    put(facts, "Worker", text("worker"));
    put(facts, "Trace", text("traceId"));
    List<String> replays = new ArrayList<>();
    record.path("replays").forEach(task -> replays.add(task.asText()));
    put(facts, "Done again", String.join(", ", replays));
    return facts;
  }

  private static void put(Map<String, String> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.put(name, value);
    }
  }

  private String because() {
    String event = " (event " + text("eventId") + ")";
    return switch (text("trigger")) {
      case "event" -> "what the registry said" + event;
      case "manual" -> "somebody's wish" + event;
      case "schedule" -> "the rule's schedule";
      case "backfill" -> "the rule, which was new";
      case "replay" -> "a replay of the task " + text("replayOf");
      default -> text("trigger");
    };
  }

  private String platforms() {
    List<String> platforms = new ArrayList<>();
    record.path("platforms").forEach(platform -> platforms.add(platform.asText()));
    return platforms.isEmpty()
        ? ""
        : String.join(", ", platforms) + " (" + text("platformMode") + ")";
  }

  private String digest() {
    String after = text("digestAfter");
    String before = text("digestBefore");
    String was =
        before.isEmpty() || before.equals(after)
            ? ""
            : after.isEmpty() ? "before: " + before : ", before: " + before;
    String rebuilt = text("rebuiltFrom").isEmpty() ? "" : ", rebuilt from " + text("rebuiltFrom");
    return after + rebuilt + was;
  }

  /** What was moved, and what did not have to be. */
  private String moved() {
    JsonNode transfer = record.path("transfer");
    if (!transfer.isObject()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    add(parts, "read", size(transfer, "bytesRead"));
    String written = size(transfer, "bytesWritten");
    add(
        parts,
        "written ("
            + Counted.of(transfer.path("blobsCopied").asLong(), "blob")
            + ", "
            + Counted.of(transfer.path("manifests").asLong(), "manifest")
            + ")",
        written);
    add(
        parts,
        "there already (" + Counted.of(transfer.path("blobsSkipped").asLong(), "blob") + ")",
        size(transfer, "bytesSkipped"));
    add(
        parts,
        "linked from another repository ("
            + Counted.of(transfer.path("blobsMounted").asLong(), "blob")
            + ")",
        size(transfer, "bytesMounted"));
    long referrers = record.path("referrers").asLong();
    if (referrers > 0) {
      parts.add(Counted.of(referrers, "signature or the like", "signatures and the like"));
    }
    return parts.isEmpty() ? "nothing" : String.join(", ", parts);
  }

  private static void add(List<String> parts, String what, String size) {
    if (!size.isEmpty()) {
      parts.add(size + " " + what);
    }
  }

  private static String size(JsonNode transfer, String field) {
    long bytes = transfer.path(field).asLong();
    return bytes == 0 ? "" : new ByteSize(bytes).forPeople();
  }

  /** When what happened, each time with how long after the first it was. */
  private void printTimes() {
    Map<String, String> steps = new LinkedHashMap<>();
    steps.put("occurredAt", text("trigger").equals("event") ? "said by the registry" : "asked for");
    steps.put("plannedAt", "planned");
    if (!text("queuedAt").equals(text("plannedAt"))) {
      steps.put("queuedAt", "queued last");
    }
    steps.put("startedAt", "first attempt");
    steps.put("endedAt", "over");
    List<Map.Entry<Instant, String>> times = new ArrayList<>();
    steps.forEach(
        (field, what) -> time(text(field)).ifPresent(at -> times.add(Map.entry(at, what))));
    times.sort(Map.Entry.comparingByKey());
    out.println();
    for (Map.Entry<Instant, String> time : times) {
      out.println(
          "%-24s  %10s  %s"
              .formatted(
                  time.getKey().truncatedTo(ChronoUnit.MILLIS),
                  after(times.getFirst().getKey(), time.getKey()),
                  time.getValue()));
    }
  }

  private static String after(Instant first, Instant at) {
    Duration distance = Duration.between(first, at);
    return distance.isZero() || distance.isNegative() ? "" : "+" + Durations.forPeople(distance);
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException newer) {
      return Optional.empty();
    }
  }

  private void printPhases() {
    JsonNode phases = record.path("phases");
    long total = PHASES.stream().mapToLong(phase -> phases.path(phase).asLong()).sum();
    if (total == 0) {
      return;
    }
    out.println();
    out.println(
        "Where the time of the %s attempt went:"
            .formatted(record.path(ATTEMPTS).size() > 1 ? "deciding" : "only"));
    for (String phase : PHASES) {
      long millis = phases.path(phase).asLong();
      out.println(
          "  %-9s %9s  %s"
              .formatted(
                  phase.replace("Ms", ""),
                  Durations.forPeople(Duration.ofMillis(millis)),
                  "#".repeat((int) (millis * LONGEST_BAR / total)))
              .stripTrailing());
    }
  }

  private void printAttempts() {
    JsonNode attempts = record.path(ATTEMPTS);
    out.println();
    if (attempts.isEmpty()) {
      out.println("No attempt was made yet.");
      return;
    }
    out.println("Attempts:");
    int number = 0;
    for (JsonNode attempt : attempts) {
      number++;
      String outcome = attempt.path("outcome").asText("");
      out.println(
          "%3d. %s, %s%s: %s"
              .formatted(
                  number,
                  results.time(attempt.path("startedAt")),
                  attempt.path("worker").asText(),
                  took(attempt),
                  outcome.isEmpty() ? "it is running" : outcome(attempt)));
      if (attempt.path(FAILURE).isObject() && !attempt.path(FAILURE).equals(record.path(FAILURE))) {
        failureLines(attempt.path(FAILURE)).forEach(line -> out.println("     " + line));
      }
    }
  }

  /** A failure that is told above is named here. */
  private String outcome(JsonNode attempt) {
    String outcome = attempt.path("outcome").asText();
    String code = attempt.path(FAILURE).path("code").asText("");
    return OUTCOMES.getOrDefault(outcome, outcome) + (code.isEmpty() ? "" : " (" + code + ")");
  }

  private static String took(JsonNode attempt) {
    Optional<Instant> began = time(attempt.path("startedAt").asText(""));
    Optional<Instant> ended = time(attempt.path("endedAt").asText(""));
    return began.isPresent() && ended.isPresent()
        ? ", " + Durations.forPeople(Duration.between(began.get(), ended.get()))
        : "";
  }

  private String text(String field) {
    return record.path(field).asText("");
  }
}
