package io.waybill.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.ProofConfig;
import io.waybill.chassis.config.ProofConfig.SecretPlace;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.TlsConfig;
import io.waybill.chassis.config.TokenConfig;
import io.waybill.gateway.senders.SenderType;
import io.waybill.gateway.senders.SenderType.Proof;
import io.waybill.gateway.senders.Senders;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What may be asked of which sender. */
class ProofsTest {
  private static final ProofConfig SECRET = ProofConfig.of(Optional.of(Secret.of("s")));
  private static final TlsConfig TLS =
      new TlsConfig(
          Optional.of(Path.of("crt")), Optional.of(Path.of("key")), Optional.of(Path.of("ca")));
  private static final TokenConfig TOKEN =
      new TokenConfig(
          Optional.of("us"),
          Optional.of("robot@x"),
          TokenConfig.NONE.issuer(),
          TokenConfig.NONE.keys());

  @Test
  void everySenderCanShowASecretOrSomethingElseInItsUsualPlace() {
    for (SenderType type : Senders.ALL) {
      assertThat(type.signature().isPresent())
          .as("%s signs, and says how", type)
          .isEqualTo(type.proofs().contains(Proof.SIGNATURE));
      assertThat(problems(type.name(), SECRET)).as("%s with a secret", type).isEmpty();
    }
  }

  @Test
  void theUsualPlaceIsTheFirstThatTheSenderCanDo() {
    assertThat(authenticator("distribution", SECRET)).isInstanceOf(AuthorizationHeader.class);
    assertThat(authenticator("github", SECRET)).isInstanceOf(SignedBody.class);
    assertThat(authenticator("quay", SECRET)).isInstanceOf(SecretPath.class);
    assertThat(authenticator("waybill", ProofConfig.NONE)).isEqualTo(new Anyone());
  }

  @Test
  void whatASenderCannotShowIsRefusedWithWhatItCan() {
    assertThat(problems("quay", SECRET.withSecretIn(SecretPlace.SIGNATURE, Optional.empty())))
        .containsExactly(
            "webhooks.w.secretIn is signature, but a sender of type quay ("
                + Senders.find("quay").orElseThrow().title()
                + ") cannot show that. It can show: a secret (secretIn: path), certificate.");
    assertThat(
            problems(
                "harbor", ProofConfig.NONE.withTopicArn("arn:aws:sns:eu-central-1:123456789012:t")))
        .singleElement()
        .asString()
        .startsWith("webhooks.w.topicArn is set, but a sender of type harbor");
    assertThat(problems("github", ProofConfig.NONE.withToken(TOKEN)))
        .singleElement()
        .asString()
        .startsWith("webhooks.w.token is set, but a sender of type github");
    assertThat(problems("github", SECRET.withCertificate("x")))
        .singleElement()
        .asString()
        .startsWith("webhooks.w.certificate is set, but a sender of type github");
  }

  @Test
  void aClientCertificateNeedsAListenerThatAsksForOne() {
    ProofConfig certificate = ProofConfig.NONE.withCertificate("quay.example");

    assertThat(problems("quay", certificate)).isEmpty();
    assertThat(
            new Proofs("w", certificate, Senders.find("quay").orElseThrow())
                .findProblems(TlsConfig.NONE))
        .containsExactly(
            "webhooks.w.certificate needs gateway.tls.clientAuthorities: whose client certificates"
                + " are believed?");
  }

  @Test
  void aSecretAndATokenDoNotFitIntoOneHeader() {
    assertThat(problems("waybill", SECRET.withToken(TOKEN)))
        .singleElement()
        .asString()
        .contains("where only one has room");
    assertThat(
            problems(
                "waybill",
                SECRET.withSecretIn(SecretPlace.PATH, Optional.empty()).withToken(TOKEN)))
        .isEmpty();
  }

  @Test
  void snsAddsNoHeaderOfItsOwn() {
    ProofConfig signed = SECRET.withTopicArn("arn:aws:sns:eu-central-1:123456789012:t");

    assertThat(problems("ecr", signed.withSecretIn(SecretPlace.HEADER, Optional.of("X-Hook"))))
        .singleElement()
        .asString()
        .contains("which SNS cannot add");
    assertThat(problems("ecr", signed.withSecretIn(SecretPlace.PATH, Optional.empty()))).isEmpty();
  }

  private static List<String> problems(String type, ProofConfig asked) {
    return new Proofs("w", asked, Senders.find(type).orElseThrow()).findProblems(TLS);
  }

  private static Authenticator authenticator(String type, ProofConfig asked) {
    return new Proofs("w", asked, Senders.find(type).orElseThrow())
        .access(Outside.real())
        .deliveries();
  }
}
