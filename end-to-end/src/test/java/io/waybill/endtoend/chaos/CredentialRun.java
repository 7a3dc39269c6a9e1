package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.endtoend.Http;
import io.waybill.endtoend.chaos.ChaosPlan.Delivery;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A credential that expires, or loses its rights: nothing that is repeated by itself would help, so
 * tasks fail with a code that says who has to do something, and a replay by that code brings all of
 * them home afterwards.
 */
final class CredentialRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String TAG = "v1";

  private final ChaosLandscape landscape;
  private final int status;
  private final String code;
  private final String rule;
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final Sender sender;

  /**
   * A target that answers so from a moment on.
   *
   * @param status of HTTP
   * @param code the failure's
   */
  CredentialRun(ChaosLandscape landscape, int status, String code) {
    this.landscape = landscape;
    this.status = status;
    this.code = code;
    this.rule = "credential-" + status;
    this.sender = new Sender(landscape);
  }

  void play() throws InterruptedException, RegistryException {
    landscape.makeRule(
        """
        { "name": "%s", "source": { "registry": "shanghai", "repositories": "%s" },
          "targets": [ { "registry": "frankfurt", "repository": "mirror/{repository}" } ] }
        """
            .formatted(rule, rule));
    SampleImage image = new SampleImages(status).get(rule, 2);
    Reference source = reference("shanghai", rule);
    image.push(clients, (TagReference) source);
    History history = new History(landscape, rule);
    List<FaultProxy> lines = landscape.linesTo("frankfurt");
    lines.forEach(line -> line.strike(new LineFault.Answering(status, 0)));
    try {
      sender.tell(new Event(rule, rule, TAG, image.digest().toString(), Delivery.ONCE, false));
      sender.awaitAll(PATIENCE);
      awaitCounts(history, Map.of("failed", 1));
    } finally {
      lines.forEach(FaultProxy::mend);
    }
    JsonNode failed = history.records().getFirst();
    history.requireSound(failed);
    assertThat(failed.at("/failure/code").asText()).as(failed.toPrettyString()).isEqualTo(code);

    String filter = "{ \"filter\": { \"code\": \"%s\", \"rule\": \"%s\" } }".formatted(code, rule);
    Http.Answer asked = Http.post(landscape.api("replays"), filter);
    assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
    awaitCounts(history, Map.of("failed", 1, "succeeded", 1));
    var verified =
        new ImageVerifier(clients).verify(source, reference("frankfurt", "mirror/" + rule), true);
    assertThat(verified.digest()).as("TagsConverge").isEqualTo(image.digest());
  }

  private static void awaitCounts(History history, Map<String, Integer> expected) {
    await("tasks to be " + expected)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(history.counts()).isEqualTo(expected));
  }

  private Reference reference(String registry, String path) {
    return Reference.parse(landscape.registry(registry).address() + "/" + path + ":" + TAG);
  }

  @Override
  public void close() {
    sender.giveUp();
    clients.close();
  }
}
