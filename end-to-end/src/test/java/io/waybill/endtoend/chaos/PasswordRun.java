package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.embedded.RegistryLogin;
import io.waybill.endtoend.Http;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.schemas.names.Reference;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Somebody changes the password of a target while copies are under way: what is too late for the
 * old one fails and says why, and all of it comes home by a replay when the old one is right again.
 */
final class PasswordRun implements AutoCloseable {
  private static final String RULE = "password";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int BATCH = 4;

  /** Of the test vectors of crypt_blowfish. */
  private static final RegistryLogin ANOTHER =
      new RegistryLogin(
          RegistryLogin.SAMPLE.username(),
          "U*U",
          "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");

  private final ChaosLandscape landscape;
  private final Pushes pushes;
  private final RegistryClients clients;

  PasswordRun(ChaosLandscape landscape) {
    this.landscape = landscape;
    this.pushes = new Pushes(landscape, RULE);
    String guarded = landscape.guarded().address();
    this.clients =
        new RegistryClients(
            new AddressDirectory(
                Set.of(),
                registry ->
                    registry.name().equals(guarded)
                        ? CredentialSource.of(
                            new Credentials.Password(
                                RegistryLogin.SAMPLE.username(), RegistryLogin.SAMPLE.password()))
                        : CredentialSource.ANONYMOUS));
  }

  void play() throws InterruptedException, IOException, RegistryException {
    landscape.makeRule(
        """
        { "name": "%s", "source": { "registry": "shanghai", "repositories": "%s/**" },
          "targets": [ { "registry": "oslo", "repository": "mirror/{repository}" } ] }
        """
            .formatted(RULE, RULE));
    History history = new History(landscape, RULE);
    try {
      push();
      await("a task to be over")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> history.counts().containsKey("succeeded"));
      landscape.guarded().take(ANOTHER);
      push();
      pushes.sender().awaitAll(PATIENCE);
      await("every task to be over")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> over(history.counts()) == pushes.count());
    } finally {
      landscape.guarded().take(RegistryLogin.SAMPLE);
    }
    int failed = history.counts().getOrDefault("failed", 0);
    assertThat(failed).as("what was pushed after the change").isGreaterThanOrEqualTo(BATCH);
    for (JsonNode record : history.records()) {
      history.requireSound(record);
      if (record.get("status").asText().equals("failed")) {
        assertThat(record.at("/failure/code").asText())
            .as(record.toPrettyString())
            .isEqualTo("UNAUTHORIZED");
      }
    }
    Http.Answer asked =
        Http.post(
            landscape.api("replays"),
            "{ \"filter\": { \"code\": \"UNAUTHORIZED\", \"rule\": \"%s\" } }".formatted(RULE));
    assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
    Map<String, Integer> all = Map.of("failed", failed, "succeeded", pushes.count());
    await("all to be there")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(history.counts()).isEqualTo(all));
    for (int number = 0; number < pushes.count(); number++) {
      Reference source = reference(landscape.registry("shanghai").address(), number);
      Reference target = reference(landscape.guarded().address() + "/mirror", number);
      var _ = new ImageVerifier(clients).verify(source, target, true);
    }
  }

  private void push() throws RegistryException {
    for (int i = 0; i < BATCH; i++) {
      pushes.push();
    }
  }

  private static int over(Map<String, Integer> counts) {
    return counts.getOrDefault("failed", 0) + counts.getOrDefault("succeeded", 0);
  }

  private static Reference reference(String place, int number) {
    return Reference.parse(place + "/" + Pushes.name(RULE, number));
  }

  @Override
  public void close() {
    pushes.close();
    clients.close();
  }
}
