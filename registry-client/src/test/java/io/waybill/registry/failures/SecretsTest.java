package io.waybill.registry.failures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a server says again of the request that it refuses. */
final class SecretsTest {
  @Test
  void aTokenIsHiddenWhereverItStands() {
    Secrets secrets = Secrets.in(Optional.of("Bearer a.b-c"));

    assertThat(secrets.hide("Bearer a.b-c, a.b-c!")).isEqualTo("Bearer ***, ***!");
  }

  @Test
  void aPasswordIsHiddenByItselfAndInTheHeader() {
    String pair = Base64.getEncoder().encodeToString("me:open:\"sésame".getBytes(UTF_8));
    Secrets secrets = Secrets.in(Optional.of("Basic " + pair));

    assertThat(secrets.hide("me sent " + pair)).isEqualTo("me sent ***");
    assertThat(secrets.hide("me:open:\"sésame")).isEqualTo("me:***");
    assertThat(secrets.hide("{\"sent\":\"open:\\\"sésame\"}")).isEqualTo("{\"sent\":\"***\"}");
    assertThat(secrets.hide("?password=open%3A%22s%C3%A9same")).isEqualTo("?password=***");
  }

  @Test
  void whatIsShortIsAPartOfTooManyWordsToBeHidden() {
    assertThat(Secrets.NONE.with("a").with("").hide("a tag")).isEqualTo("a tag");
  }

  @Test
  void aSecretWithinAnotherLeavesNothingOfIt() {
    assertThat(Secrets.NONE.with("sesame").with("sesame-street").hide("sesame-street"))
        .isEqualTo("***");
  }

  @Test
  void itIsNotPrintedItself() {
    assertThat(Secrets.NONE.with("sesame").toString()).doesNotContain("sesame");
  }
}
