package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.endtoend.Images.Pushed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A tag that is deleted at the source, on the whole way to the target. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeletesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private Landscape landscape;
  private Waybill waybill;
  private Images images;

  @SuppressWarnings("NullAway.Init") // made in bringUp, before any test
  DeletesTest() {}

  @BeforeAll
  void bringUp(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    landscape = Landscape.start(Landscape.Shape.ALL_IN_ONE, directory);
    waybill = new Waybill(landscape);
    images = new Images(landscape);
  }

  @AfterAll
  void takeDown() {
    if (images != null) {
      images.close();
    }
    if (landscape != null) {
      landscape.close();
    }
  }

  @Test
  void aTagThatIsDeletedAtTheSourceGoesAtTheTarget() {
    makeRule("gone", "{ \"policy\": \"propagate\" }");
    Pushed kept = push("gone/app", "2.0", 102);
    push("gone/app", "1.0", 101);

    images.deleteInShanghai("gone/app", "1.0");

    awaitGone("mirror/gone/app", "1.0");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(waybill.records("repository=gone/app&tag=1.0"))
                    .extracting(one -> one.path("outcome").asText())
                    .contains("deleted"));
    JsonNode record =
        waybill.records("repository=gone/app&tag=1.0").stream()
            .filter(one -> one.path("outcome").asText().equals("deleted"))
            .findFirst()
            .orElseThrow();
    assertThat(record.path("action").asText()).isEqualTo("delete");
    assertThat(images.digestInFrankfurt("mirror/gone/app", "2.0")).isEqualTo(kept.digest());
  }

  @Test
  void aTagThatIsPushedAgainInBetweenStays() {
    makeRule("back", "{ \"policy\": \"propagate\" }");
    push("back/app", "other", 112);
    push("back/app", "1.0", 111);

    images.deleteInShanghai("back/app", "1.0");
    Pushed again = images.pushToShanghai("back/app", "1.0", 113);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(waybill.records("repository=back/app&tag=1.0"))
                    .anySatisfy(
                        record -> {
                          assertThat(record.path("action").asText()).isEqualTo("delete");
                          assertThat(record.path("status").asText()).isEqualTo("succeeded");
                          assertThat(record.path("outcome").asText())
                              .isIn("already-present", "copied");
                        }));
    assertThat(images.digestInFrankfurt("mirror/back/app", "1.0")).isEqualTo(again.digest());
  }

  @Test
  void moreThanTheBrakeAllowsStayUntilAPersonLetsThemGo() {
    makeRule(
        "braked", "{ \"policy\": \"propagate\", \"brake\": { \"count\": 5, \"percent\": 100 } }");
    push("braked/app", "stays", 120);
    List<Pushed> pushed = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      pushed.add(images.pushToShanghai("braked/app", "t" + i, 120 + i));
    }
    pushed.forEach(one -> awaitThere("mirror/braked/app", one.tag(), one.digest()));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(waybill.records("repository=braked/app&status=succeeded")).hasSize(13));

    pushed.forEach(one -> images.deleteInShanghai("braked/app", one.tag()));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode deletes = get("/api/v1/rules/braked/deletes");
              assertThat(deletes.path("held").asBoolean()).isTrue();
              assertThat(deletes.path("waiting").asInt()).isEqualTo(12);
            });
    pushed.forEach(
        one ->
            assertThat(images.digestInFrankfurt("mirror/braked/app", one.tag()))
                .isEqualTo(one.digest()));

    Http.Answer released = Http.post(landscape.api("/api/v1/rules/braked/deletes:release"), "");

    assertThat(released.status()).as(released.response().body()).isEqualTo(200);
    pushed.forEach(one -> awaitGone("mirror/braked/app", one.tag()));
    assertThat(images.digestInFrankfurt("mirror/braked/app", "stays")).isNotEmpty();
  }

  /** Docker distribution 2, the target here, deletes a digest with all its tags. */
  @Test
  void anotherTagOfTheSameImageStaysAtATargetThatDeletesByDigestOnly() {
    makeRule("twin", "{ \"policy\": \"propagate\" }");
    push("twin/app", "other", 142);
    Pushed first = push("twin/app", "1.0", 141);
    images.tagInFrankfurt("mirror/twin/app", "1.0", "pinned");

    images.deleteInShanghai("twin/app", "1.0");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(waybill.records("repository=twin/app&tag=1.0&status=failed"))
                    .isNotEmpty()
                    .extracting(record -> record.path("failure").path("code").asText())
                    .containsOnly("DELETE_REFUSED"));
    assertThat(images.digestInFrankfurt("mirror/twin/app", "pinned")).isEqualTo(first.digest());
    assertThat(images.digestInFrankfurt("mirror/twin/app", "1.0")).isEqualTo(first.digest());
  }

  private void makeRule(String name, String deletes) {
    Http.Answer answer =
        Http.post(
            landscape.api("/api/v1/rules"),
            """
            { "name": "%s",
              "source": { "registry": "shanghai", "repositories": "%s/**", "excludeTags": "sha256-*" },
              "targets": [ { "registry": "frankfurt", "repository": "mirror/{repository}" } ],
              "deletes": %s }
            """
                .formatted(name, name, deletes));
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
  }

  /** Pushes, and waits until history knows that it has arrived. */
  private Pushed push(String repository, String tag, long seed) {
    Pushed pushed = images.pushToShanghai(repository, tag, seed);
    waybill.awaitRecord("repository=" + repository + "&tag=" + tag, "succeeded");
    return pushed;
  }

  private JsonNode get(String path) {
    return Http.get(landscape.api(path)).body();
  }

  private void awaitThere(String repository, String tag, String digest) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(images.digestInFrankfurt(repository, tag)).isEqualTo(digest));
  }

  private void awaitGone(String repository, String tag) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(images.digestInFrankfurt(repository, tag)).isEmpty());
  }
}
