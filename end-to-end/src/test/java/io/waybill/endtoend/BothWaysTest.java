package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.endtoend.Images.Pushed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Two registries that announce their pushes, with a rule in each direction, come to rest. */
class BothWaysTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String APP = "both/app";

  @Test
  void whatIsPushedToEitherSideArrivesOnceAndNothingIsCarriedBack(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    try (Landscape landscape = Landscape.startBothWays(directory);
        Images images = new Images(landscape)) {
      Waybill waybill = new Waybill(landscape);
      String shanghai = landscape.shanghai();
      String frankfurt = landscape.frankfurt();
      assertThat(makeRule(landscape, "there", "shanghai", "frankfurt")).isEmpty();
      assertThat(makeRule(landscape, "back", "frankfurt", "shanghai"))
          .anySatisfy(warning -> assertThat(warning).contains("Together with there it goes round"));

      awaitAt(images, frankfurt, images.pushSmall(shanghai, APP, "1.0", 1));
      // Events of one repository are planned in their order: when this one has arrived, frankfurt's
      // announcement of the copy before it has been planned, too.
      awaitAt(images, shanghai, images.pushSmall(frankfurt, APP, "1.0", 2));
      awaitAt(images, frankfurt, images.pushSmall(shanghai, APP, "2.0", 3));
      assertThat(targets(waybill))
          .containsExactlyInAnyOrder(
              "frankfurt/both/app:1.0", "shanghai/both/app:1.0", "frankfurt/both/app:2.0");

      // Pushes that follow each other more quickly than they are copied.
      Pushed last = images.pushSmall(shanghai, APP, "3.0", 10);
      for (int seed = 11; seed < 16; seed++) {
        last = images.pushSmall(shanghai, APP, "3.0", seed);
      }
      awaitAt(images, frankfurt, last);
      awaitAt(images, shanghai, images.pushSmall(frankfurt, APP, "end", 20));
      awaitAt(images, frankfurt, images.pushSmall(shanghai, APP, "end-2", 21));
      assertThat(images.digestIn(shanghai, APP, "3.0")).isEqualTo(last.digest());
      assertThat(images.digestIn(frankfurt, APP, "3.0")).isEqualTo(last.digest());
      assertThat(targets(waybill)).doesNotContain("shanghai/both/app:3.0");
    }
  }

  /** Makes a rule, and says what is warned of. */
  private static List<String> makeRule(Landscape landscape, String name, String from, String into) {
    Http.Answer made =
        Http.post(
            landscape.api("/api/v1/rules"),
            """
            { "name": "%s", "source": { "registry": "%s", "repositories": "both/**" },
              "targets": [ { "registry": "%s" } ] }
            """
                .formatted(name, from, into));
    assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    return made.body().get("warnings").valueStream().map(text -> text.asText()).toList();
  }

  private static void awaitAt(Images images, String registry, Pushed pushed) {
    await(pushed + " at " + registry)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> images.digestIn(registry, APP, pushed.tag()).equals(pushed.digest()));
  }

  private static List<String> targets(Waybill waybill) {
    return waybill.records("").stream().map(record -> record.get("target").asText()).toList();
  }
}
