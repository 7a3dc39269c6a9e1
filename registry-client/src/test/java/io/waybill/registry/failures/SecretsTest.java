package io.waybill.registry.failures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void aKeyOfManyLinesIsHiddenInTheOneLineThatIsKept() {
    Secrets secrets = Secrets.NONE.with("{\n  \"key\": \"sesame\"\n}\n");

    assertThat(secrets.hide("sent: { \"key\": \"sesame\" }")).isEqualTo("sent: ***");
    assertThat(secrets.hide("{\"sent\":\"{\\n  \\\"key\\\": \\\"sesame\\\"\\n}\\n\"}"))
        .isEqualTo("{\"sent\":\"***\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a+b/c<d>&'e'",
        "a%2Bb%2Fc%3Cd%3E%26%27e%27",
        "a+b\\/c<d>&'e'",
        "a+b/c\\u003cd\\u003e\\u0026'e'",
        "a+b/c&lt;d&gt;&amp;&#39;e&#39;",
        "a&#43;b/c&lt;d&gt;&amp;&#39;e&#39;"
      })
  void itIsHiddenHoweverServersSpellIt(String spelling) {
    Secrets secrets = Secrets.NONE.with("a+b/c<d>&'e'");

    assertThat(secrets.hide("sent " + spelling + "!")).isEqualTo("sent ***!");
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
