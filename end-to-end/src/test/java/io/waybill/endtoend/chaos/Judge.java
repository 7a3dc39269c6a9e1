package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.endtoend.Http;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.schemas.names.Reference;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Says, guarantee by guarantee, whether what ARCHITECTURE.md promises held through a run. Called
 * when nothing is broken any more. Of the eight,
 *
 * <ul>
 *   <li>NoBrokenImage and the moment of PolicyHolds are watched while things break, by {@link
 *       TargetWatch};
 *   <li>Isolation is tried by {@link ChaosRun} before its end, with one region that does not
 *       answer;
 *   <li>BoundedMemory cannot be shown by images of some kilobytes: here it means that processes of
 *       a small heap never ran out of it. {@code CopyPressureTest}, {@code FloodTest} and {@code
 *       ScanSurvivesTest} hold it.
 * </ul>
 */
final class Judge {
  /** How long what is said to happen may take. */
  static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final Set<String> FINAL = Set.of("succeeded", "failed");

  private final ChaosLandscape landscape;
  private final RegistryClients clients;
  private final String prefix;
  private final List<Event> events;
  private final Set<String> accepted;
  private final Duration patience;
  private final History both;
  private final History once;

  /**
   * A judge of one run.
   *
   * @param events what was pushed, the newest of each tag last
   * @param accepted the ids of those events that the gateway answered 2xx
   * @param patience how long what is said to happen may take
   */
  Judge(
      ChaosLandscape landscape,
      RegistryClients clients,
      String prefix,
      List<Event> events,
      Set<String> accepted,
      Duration patience) {
    this.landscape = landscape;
    this.clients = clients;
    this.prefix = prefix;
    this.events = events;
    this.accepted = accepted;
    this.patience = patience;
    this.both = new History(landscape, prefix + "-both");
    this.once = new History(landscape, prefix + "-once");
  }

  void judge() {
    nothingAcceptedIsLost();
    everyAttemptIsRecorded();
    tagsConverge(event -> event.isTold());
    whatWasNeverToldIsRepairedByAScan();
    everyAttemptIsRecorded();
    tagsConverge(event -> true);
    policyHolds();
    nothingIsSetAside();
    nothingIsCountedTwice();
    memoryIsBounded();
    System.out.printf(
        "%d pushes; tasks of both %s, their attempts %s; of once %s, %s%n",
        events.size(), both.counts(), both.outcomes(), once.counts(), once.outcomes());
  }

  /** NothingAcceptedIsLost: each event that was answered 2xx has its tasks, and each task once. */
  private void nothingAcceptedIsLost() {
    List<String> told = events.stream().filter(Event::isTold).map(Event::id).toList();
    assertThat(accepted).as("all is accepted when all is well").containsAll(told);
    await("NothingAcceptedIsLost: tasks of accepted events")
        .atMost(patience)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              assertThat(tasksOfEvents(both)).containsExactlyInAnyOrderElementsOf(expected("both"));
              assertThat(tasksOfEvents(once)).containsExactlyInAnyOrderElementsOf(expected("once"));
            });
  }

  private static List<String> tasksOfEvents(History history) {
    return history.records().stream()
        .filter(record -> record.get("trigger").asText().equals("event"))
        .map(record -> record.get("eventId").asText() + " to " + record.get("target").asText())
        .toList();
  }

  private List<String> expected(String rule) {
    return events.stream()
        .filter(event -> event.isTold() && isOf(rule, event))
        .flatMap(
            event ->
                targetsOf(event).stream()
                    .map(
                        target -> "%s to %s/mirror/%s".formatted(event.id(), target, event.name())))
        .toList();
  }

  private boolean isOf(String rule, Event event) {
    return event.repository().startsWith(prefix + "/" + rule + "/");
  }

  private Collection<String> targetsOf(Event event) {
    return isOf("both", event) ? ChaosLandscape.TARGETS : List.of("frankfurt");
  }

  /** EveryAttemptRecorded: all is over, and history contradicts itself nowhere. */
  private void everyAttemptIsRecorded() {
    await("EveryAttemptRecorded: every task to be over")
        .atMost(patience)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              assertThat(FINAL).containsAll(both.counts().keySet());
              assertThat(FINAL).containsAll(once.counts().keySet());
            });
    Map<String, Set<String>> shown = digestsByName();
    for (JsonNode record : both.records()) {
      both.requireSound(record);
      assertThat(record.get("status").asText()).as(record.toPrettyString()).isEqualTo("succeeded");
      // Scans see the tags of signatures as well, which nobody announces.
      if (shown.containsKey(nameOf(record))) {
        assertThat(shown.get(nameOf(record)))
            .as(record.toPrettyString())
            .contains(record.get("digestAfter").asText());
      }
    }
    for (JsonNode record : once.records()) {
      once.requireSound(record);
      if (!record.get("status").asText().equals("succeeded")) {
        assertThat(record.at("/failure/code").asText())
            .as(record.toPrettyString())
            .isEqualTo("IMAGE_EXISTS");
      }
    }
  }

  private Map<String, Set<String>> digestsByName() {
    return events.stream()
        .collect(
            Collectors.groupingBy(
                Event::name, Collectors.mapping(Event::digest, Collectors.toSet())));
  }

  private static String nameOf(JsonNode record) {
    String source = record.get("source").asText();
    return source.substring(source.indexOf('/') + 1);
  }

  /** TagsConverge, DigestPreserved: both sides are equal at the newest, byte for byte. */
  private void tagsConverge(Predicate<Event> wanted) {
    for (Event event : newest()) {
      if (isOf("both", event) && wanted.test(event)) {
        for (String target : ChaosLandscape.TARGETS) {
          assertEqual(event, event.tag(), target);
        }
      }
    }
  }

  private Collection<Event> newest() {
    Map<String, Event> newest = new LinkedHashMap<>();
    events.forEach(event -> newest.put(event.name(), event));
    return newest.values();
  }

  /** Pulls all of it from both sides. */
  private void assertEqual(Event event, String sourceReference, String target) {
    String separator = sourceReference.startsWith("sha256:") ? "@" : ":";
    Reference source = reference("shanghai", event.repository() + separator + sourceReference);
    Reference copy = reference(target, "mirror/" + event.name());
    try {
      var verified = new ImageVerifier(clients).verify(source, copy, true);
      if (separator.equals(":")) {
        assertThat(verified.digest().toString())
            .as("TagsConverge: %s is the newest of %s", event, copy)
            .isEqualTo(event.digest());
      }
    } catch (RegistryException differs) {
      throw new AssertionError(
          "TagsConverge, DigestPreserved: %s at %s is not what it is at its source, %s: %s"
              .formatted(event, target, source, differs.getMessage()),
          differs);
    }
  }

  private Reference reference(String registry, String rest) {
    return Reference.parse(landscape.registry(registry).address() + "/" + rest);
  }

  /** What was lost on the way to the gateway is found by whoever asks for it. */
  private void whatWasNeverToldIsRepairedByAScan() {
    for (String rule : List.of("both", "once")) {
      Http.Answer asked =
          Http.post(landscape.api("scans"), "{\"rule\": \"%s-%s\"}".formatted(prefix, rule));
      assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
      String scan = asked.body().get("id").asText();
      await("scan " + scan + " to end")
          .atMost(patience)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> both.get("scans/" + scan).path("state").asText().equals("done"));
      JsonNode done = both.get("scans/" + scan);
      assertThat(done.at("/steps/failed").asInt()).as(done.toPrettyString()).isZero();
    }
  }

  /**
   * PolicyHolds: the tag is what was put first, whole. That it never moved {@link TargetWatch} saw.
   */
  private void policyHolds() {
    Map<String, Set<String>> shown = digestsByName();
    for (Event event : newest()) {
      if (isOf("once", event)) {
        String there = digestOf(reference("frankfurt", "mirror/" + event.name()));
        assertThat(shown.get(event.name())).as("PolicyHolds: %s", event).contains(there);
        assertEqual(event, there, "frankfurt");
        assertThat(digestsPut(event))
            .as("PolicyHolds: what history says was put for %s", event)
            .isSubsetOf(there);
      }
    }
  }

  private Set<String> digestsPut(Event event) {
    Set<String> digests = new TreeSet<>();
    for (JsonNode record : once.records()) {
      if (nameOf(record).equals(event.name()) && record.path("outcome").asText().equals("copied")) {
        digests.add(record.get("digestAfter").asText());
      }
    }
    return digests;
  }

  private String digestOf(Reference reference) {
    try {
      return new ManifestPuller(clients.getCaller(reference.repository().registry(), Side.SOURCE))
          .pull(reference)
          .digest()
          .toString();
    } catch (RegistryException missing) {
      throw new AssertionError(reference + " cannot be pulled", missing);
    }
  }

  /** Nothing here is poison, and nothing dies of a task. */
  private void nothingIsSetAside() {
    JsonNode letters = both.get("dead-letters?limit=20");
    assertThat(letters.get("items")).as(letters.toPrettyString()).isEmpty();
  }

  /** EveryAttemptRecorded: statistics add up to what the records are. */
  private void nothingIsCountedTwice() {
    Set<String> ids = new HashSet<>();
    for (History history : List.of(both, once)) {
      for (JsonNode record : history.records()) {
        assertThat(ids.add(record.get("taskId").asText())).as("listed twice: %s", record).isTrue();
      }
      await("statistics to be what the records are")
          .atMost(patience)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(history.statistics()).isEqualTo(history.counts()));
    }
  }

  /** BoundedMemory, as far as it shows here; and nothing happened that its author excluded. */
  private void memoryIsBounded() {
    for (RoleUnderTest role : landscape.roles()) {
      assertThat(role.output().lines().filter(Judge::isImpossible))
          .as("what %s says, see its log", role.name())
          .isEmpty();
    }
  }

  private static boolean isImpossible(String line) {
    return line.contains("OutOfMemoryError")
        || line.contains("A defect:")
        || line.contains("An attempt broke");
  }
}
