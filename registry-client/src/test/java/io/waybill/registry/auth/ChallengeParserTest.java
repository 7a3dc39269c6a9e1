package io.waybill.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code WWW-Authenticate} as registries write it. */
final class ChallengeParserTest {
  @Test
  void readsABearerChallenge() {
    assertThat(
            ChallengeParser.parse(
                List.of(
                    "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                        + "scope=\"repository:library/a:pull,push\"")))
        .contains(
            new Challenge.Bearer(
                URI.create("https://auth.docker.io/token"),
                Optional.of("registry.docker.io"),
                Optional.of("repository:library/a:pull,push")));
  }

  @Test
  void readsAnotherCaseAndOtherSpaces() {
    assertThat(ChallengeParser.parse(List.of("bearer  Realm = \"http://a/t\" , service=x")))
        .contains(
            new Challenge.Bearer(URI.create("http://a/t"), Optional.of("x"), Optional.empty()));
  }

  @Test
  void takesTheTokenWhereBothAreOffered() {
    assertThat(ChallengeParser.parse(List.of("Basic realm=\"r\"", "Bearer realm=\"http://a/t\"")))
        .containsInstanceOf(Challenge.Bearer.class);
    assertThat(ChallengeParser.parse(List.of("Basic realm=\"r\", Bearer realm=\"http://a/t\"")))
        .containsInstanceOf(Challenge.Bearer.class);
  }

  @Test
  void readsABasicChallenge() {
    assertThat(ChallengeParser.parse(List.of("Basic realm=\"Registry Realm\"")))
        .contains(new Challenge.Basic());
  }

  @Test
  void doesNotUnderstandOthers() {
    assertThat(ChallengeParser.parse(List.of())).isEmpty();
    assertThat(ChallengeParser.parse(List.of("Negotiate"))).isEmpty();
    assertThat(ChallengeParser.parse(List.of("Bearer service=\"x\""))).isEmpty();
    assertThat(ChallengeParser.parse(List.of("Bearer realm=\"not an address\""))).isEmpty();
  }
}
