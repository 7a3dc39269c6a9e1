package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.waybill.endtoend.chaos.ChaosPlan.Delivery;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A product that breaks its promises, one after the other: what is said to be true is made untrue
 * behind its back, and the {@link Judge} and the {@link TargetWatch} have to say which it is. A
 * judge that always agrees would be worth nothing.
 */
final class JudgeRun implements AutoCloseable {
  private static final String PREFIX = "judged";
  private static final String TAG = "v1";

  /** For what will never come true, and long enough for what is true on a busy machine. */
  private static final Duration SHORT = Duration.ofSeconds(10);

  private final ChaosLandscape landscape;
  private final SampleImages images = new SampleImages(PREFIX.hashCode());
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final Sender sender;
  private final List<Event> events = new ArrayList<>();

  JudgeRun(ChaosLandscape landscape) {
    this.landscape = landscape;
    this.sender = new Sender(landscape);
  }

  void play() throws InterruptedException, RegistryException, SQLException, IOException {
    landscape.makeRule(rule("both", "frankfurt", "virginia"));
    landscape.makeRule(rule("once", "frankfurt"));
    pushAndTell("both", 0);
    pushAndTell("once", 1);
    sender.awaitAll(Judge.PATIENCE);
    new Judge(landscape, clients, PREFIX, events, sender.accepted(), Judge.PATIENCE).judge();

    anAcceptedEventIsNowhere();
    aTaskRunsForEver();
    aTagIsAnother();
    aTagThatMayNotMoveDoes();
    aBlobIsMissing();
  }

  private void anAcceptedEventIsNowhere() {
    List<Event> more = new ArrayList<>(events);
    Event told = events.getFirst();
    more.add(new Event("lost", told.repository(), TAG, told.digest(), Delivery.ONCE, false));
    Set<String> accepted = new HashSet<>(sender.accepted());
    accepted.add("lost");
    requireComplaint("NothingAcceptedIsLost", more, accepted);
  }

  private void aTaskRunsForEver() throws SQLException {
    String where = " WHERE rule_name = '%s-both'".formatted(PREFIX);
    assertThat(landscape.database().execute("UPDATE records SET status = 'running'" + where))
        .isPositive();
    requireComplaint("EveryAttemptRecorded");
    landscape.database().execute("UPDATE records SET status = 'succeeded'" + where);
  }

  private void aTagIsAnother() throws RegistryException {
    push("frankfurt", "mirror/" + repository("both"), 2);
    requireComplaint("TagsConverge");
    push("frankfurt", "mirror/" + repository("both"), 0);
  }

  private void aTagThatMayNotMoveDoes() throws RegistryException {
    push("frankfurt", "mirror/" + repository("once"), 3);
    requireComplaint("PolicyHolds");
    push("frankfurt", "mirror/" + repository("once"), 1);
  }

  private void aBlobIsMissing() throws InterruptedException, IOException {
    Digest blob = images.get(repository("both"), 0).blobs().iterator().next();
    RegistryUnderTest frankfurt = landscape.registry("frankfurt");
    frankfurt.kill(); // It remembers what it has looked at.
    frankfurt.lose(blob);
    frankfurt.revive();
    TargetWatch watch = new TargetWatch(landscape, PREFIX + "/once/");
    watch.expect(events.getFirst());
    try (Lookout _ = watch.watch()) {
      await("the reader to miss a blob")
          .atMost(Judge.PATIENCE)
          .until(() -> !watch.violations().isEmpty());
    }
    assertThat(watch.violations()).first().asString().startsWith("NoBrokenImage");
    requireComplaint("DigestPreserved");
  }

  private void requireComplaint(String guarantee) {
    requireComplaint(guarantee, events, sender.accepted());
  }

  private void requireComplaint(String guarantee, List<Event> said, Set<String> accepted) {
    Judge judge = new Judge(landscape, clients, PREFIX, said, accepted, SHORT);
    assertThatExceptionOfType(Throwable.class)
        .as("%s is broken, and the judge agrees", guarantee)
        .isThrownBy(judge::judge)
        .withMessageContaining(guarantee);
  }

  private static String rule(String name, String... targets) {
    List<String> each = new ArrayList<>();
    for (String target : targets) {
      each.add(
          "{ \"registry\": \"%s\", \"repository\": \"mirror/{repository}\" }".formatted(target));
    }
    return """
    { "name": "%s-%s", "source": { "registry": "shanghai", "repositories": "%s/%s/**" },
      "targets": %s, "overwrite": "%s" }
    """
        .formatted(PREFIX, name, PREFIX, name, each, name.equals("once") ? "never" : "always");
  }

  private static String repository(String kind) {
    return PREFIX + "/" + kind + "/app";
  }

  private void pushAndTell(String kind, int number) throws RegistryException {
    SampleImage image = push("shanghai", repository(kind), number);
    Event event =
        new Event(
            PREFIX + "-" + kind,
            repository(kind),
            TAG,
            image.digest().toString(),
            Delivery.ONCE,
            false);
    events.add(event);
    sender.tell(event);
  }

  private SampleImage push(String registry, String repository, int number)
      throws RegistryException {
    SampleImage image = images.get(repository, number);
    String name = landscape.registry(registry).address() + "/" + repository + ":" + TAG;
    image.push(clients, (TagReference) Reference.parse(name));
    return image;
  }

  @Override
  public void close() {
    sender.giveUp();
    clients.close();
  }
}
