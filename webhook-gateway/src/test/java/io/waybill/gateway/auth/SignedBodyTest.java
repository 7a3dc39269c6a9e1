package io.waybill.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.Secret;
import io.waybill.gateway.senders.BodySignature;
import java.net.URLEncoder;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The signatures of GitHub, Gitea and Forgejo, Artifactory and Nexus. */
class SignedBodyTest {
  private static final String SECRET = "It's a Secret to Everybody";
  private static final String BODY = "{\n  \"action\": \"published\",\n  \"n\": 1.0\n}\n";

  private final SignedBody github =
      authenticator(BodySignature.sha256("X-Hub-Signature-256", "sha256="));
  private final SignedBody gitea =
      authenticator(
          BodySignature.sha256("X-Gitea-Signature")
              .or("X-Forgejo-Signature", "")
              .or("X-Hub-Signature-256", "sha256=")
              .overDocument());
  private final SignedBody artifactory = authenticator(BodySignature.sha256("X-JFrog-Event-Auth"));
  private final SignedBody nexus = authenticator(BodySignature.sha1("X-Nexus-Webhook-Signature"));

  @Test
  void theExampleOfGitHubsDocumentationIsAccepted() {
    // "Validating webhook deliveries", Testing the webhook payload validation.
    assertThat(
            github.check(
                evidence(
                    "Hello, World!",
                    Map.of(
                        "x-hub-signature-256",
                        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"))))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void eachSenderHasItsHeaderItsHashAndItsPrefix() throws Exception {
    String sha256 = hmac("HmacSHA256", SECRET, BODY);
    String sha1 = hmac("HmacSHA1", SECRET, BODY);

    accepted(github, "x-hub-signature-256", "sha256=" + sha256);
    accepted(gitea, "x-gitea-signature", sha256);
    accepted(gitea, "x-forgejo-signature", sha256);
    accepted(gitea, "x-hub-signature-256", "sha256=" + sha256);
    accepted(artifactory, "x-jfrog-event-auth", sha256);
    accepted(nexus, "x-nexus-webhook-signature", sha1);
    accepted(nexus, "x-nexus-webhook-signature", sha1.toUpperCase(Locale.ROOT));

    refused(github, "x-hub-signature-256", sha256);
    refused(github, "x-hub-signature", "sha1=" + sha1);
    refused(artifactory, "x-jfrog-event-auth", "sha256=" + sha256);
    refused(artifactory, "x-jfrog-event-auth", SECRET);
    refused(nexus, "x-nexus-webhook-signature", sha256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256=", "sha256=0", "sha256=zz", "sha256=00", "sha1=00", "=", " "})
  void whatIsNoSignatureIsRefused(String value) {
    refused(github, "x-hub-signature-256", value);
    refused(gitea, "x-gitea-signature", value);
  }

  @Test
  void anEmptyHeaderBesideARightOneDoesNotMatter() throws Exception {
    assertThat(
            gitea.check(
                evidence(
                    BODY,
                    Map.of(
                        "x-gitea-signature",
                        hmac("HmacSHA256", SECRET, BODY),
                        "x-hub-signature-256",
                        "sha256="))))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void theOldSecretIsAcceptedWhileItIsBeingChanged() throws Exception {
    accepted(github, "x-hub-signature-256", "sha256=" + hmac("HmacSHA256", "the old one", BODY));
    refused(github, "x-hub-signature-256", "sha256=" + hmac("HmacSHA256", "another one", BODY));
  }

  @Test
  void giteaSignsTheDocumentAndGitHubTheForm() throws Exception {
    String form = "payload=" + URLEncoder.encode(BODY, UTF_8);
    Map<String, String> ofDocument =
        Map.of(
            "content-type",
            "application/x-www-form-urlencoded",
            "x-hub-signature-256",
            "sha256=" + hmac("HmacSHA256", SECRET, BODY));
    Map<String, String> ofForm =
        Map.of(
            "content-type",
            "application/x-www-form-urlencoded",
            "x-hub-signature-256",
            "sha256=" + hmac("HmacSHA256", SECRET, form));

    assertThat(gitea.check(evidence(form, ofDocument))).isEqualTo(Verdict.ACCEPTED);
    assertThat(gitea.check(evidence(form, ofForm))).isInstanceOf(Verdict.Refused.class);
    assertThat(github.check(evidence(form, ofForm))).isEqualTo(Verdict.ACCEPTED);
    assertThat(github.check(evidence(form, ofDocument))).isInstanceOf(Verdict.Refused.class);
    assertThat(gitea.check(evidence("x=y", ofDocument))).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void aBodyThatMeansTheSameIsAnotherBody() throws Exception {
    Map<String, String> headers =
        Map.of("x-hub-signature-256", "sha256=" + hmac("HmacSHA256", SECRET, BODY));

    assertThat(github.check(evidence(BODY.strip(), headers))).isInstanceOf(Verdict.Refused.class);
  }

  private static SignedBody authenticator(BodySignature signature) {
    return new SignedBody(
        "w", signature, new SharedSecrets(List.of(Secret.of(SECRET), Secret.of("the old one"))));
  }

  private static void accepted(SignedBody authenticator, String header, String value) {
    assertThat(authenticator.check(evidence(BODY, Map.of(header, value))))
        .isEqualTo(Verdict.ACCEPTED);
  }

  private static void refused(SignedBody authenticator, String header, String value) {
    assertThat(authenticator.check(evidence(BODY, Map.of(header, value))))
        .isInstanceOf(Verdict.Refused.class);
  }

  private static Evidence evidence(String body, Map<String, String> headers) {
    return Evidence.of(headers, body.getBytes(UTF_8));
  }

  private static String hmac(String algorithm, String secret, String body) throws Exception {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), algorithm));
    return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
  }
}
