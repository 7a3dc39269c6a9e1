package io.waybill.chassis.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the sender of a webhook has to show. Where several things are configured, it has to show all
 * of them.
 *
 * @param secret what it shares with Waybill
 * @param oldSecrets what it may show instead, until it has the new one
 * @param secretIn where it shows the secret; none = where senders of its type usually do
 * @param secretHeader the header that carries the secret as it is
 * @param certificate whom the client certificate of its connection has to name
 * @param topicArn the SNS topic that has to have signed
 * @param token the signed token that it has to bear
 */
public record ProofConfig(
    @Key(
            value =
                "What the sender has to show. A webhook that asks for nothing is allowed only"
                    + " while the gateway listens on loopback.",
            example = "${HOOK_SECRET}")
        Optional<Secret> secret,
    @Key(
            "Secrets that are accepted as well, while the senders are given the new one; a list, or"
                + " a text separated by commas.")
        List<Secret> oldSecrets,
    @Key(
            "Where the sender shows the secret: `authorization` (the header, bare or as `Bearer` or"
                + " the password of `Basic`), `header` (the one that `secretHeader` names),"
                + " `signature` (an HMAC of the body, in the header of the sender's type) or"
                + " `path` (the end of the address: `/webhooks/<name>/key/<secret>`). Left out, it"
                + " is where senders of the type usually do.")
        Optional<SecretPlace> secretIn,
    @Key(
            value = "The header that carries the secret as it is, for `secretIn: header`.",
            example = "X-Hook-Token")
        Optional<String> secretHeader,
    @Key(
            value =
                "Whom the client certificate of the sender's connection has to name: its subject's"
                    + " common name, or one of its alternative DNS names. Needs"
                    + " `gateway.tls.clientAuthorities`.",
            example = "quay.example.com")
        Optional<String> certificate,
    @Key(
            value = "The one Amazon SNS topic whose signed messages are taken.",
            example = "arn:aws:sns:eu-central-1:123456789012:ecr-pushes")
        Optional<String> topicArn,
    @Key("The token (JWT) that the sender has to bear, for Pub/Sub.") TokenConfig token) {
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern TOPIC_ARN =
      Pattern.compile("arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]{1,256}");

  /** Nothing has to be shown. */
  public static final ProofConfig NONE = of(Optional.empty());

  /** Where a secret is shown. */
  public enum SecretPlace {
    /** The header {@code Authorization}. */
    AUTHORIZATION("authorization"),
    /** A header of another name. */
    HEADER("header"),
    /** A header that holds an HMAC of the body under the secret. */
    SIGNATURE("signature"),
    /** The address. */
    PATH("path");

    private final String text;

    SecretPlace(String text) {
      this.text = text;
    }

    /** As the configuration spells it. */
    static SecretPlace parse(String text) {
      return Stream.of(values())
          .filter(place -> place.text.equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "\""
                          + text
                          + "\" is not one of "
                          + String.join(
                              ", ", Stream.of(values()).map(SecretPlace::toString).toList())));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Checks that what belongs together is there. */
  public ProofConfig {
    oldSecrets = List.copyOf(oldSecrets);
    boolean inHeader = secretIn.filter(place -> place == SecretPlace.HEADER).isPresent();
    new Checks()
        .require(
            oldSecrets.isEmpty() || secret.isPresent(),
            "oldSecrets",
            "has no effect without a secret")
        .require(
            secretIn.isEmpty() || secret.isPresent(), "secretIn", "has no effect without a secret")
        .require(
            !inHeader || secretHeader.isPresent(),
            "secretHeader",
            "is missing: which header carries the secret?")
        .require(
            secretHeader.isEmpty() || inHeader,
            "secretHeader",
            "has no effect without secretIn: header")
        .require(
            secretHeader.isEmpty() || HEADER_NAME.matcher(secretHeader.get()).matches(),
            "secretHeader",
            "is not the name of a header")
        .require(
            topicArn.isEmpty() || TOPIC_ARN.matcher(topicArn.get()).matches(),
            "topicArn",
            "is not a topic's name such as arn:aws:sns:eu-central-1:123456789012:ecr-pushes")
        .require(certificate.isEmpty() || !certificate.get().isBlank(), "certificate", "is empty")
        .done();
  }

  /** A secret, in the usual place; or nothing. */
  public static ProofConfig of(Optional<Secret> secret) {
    return new ProofConfig(
        secret,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        TokenConfig.NONE);
  }

  /** The current secret and those that are still accepted; empty where there is none. */
  public List<Secret> secrets() {
    return Stream.concat(secret.stream(), oldSecrets.stream()).toList();
  }

  /** Whether the sender has to show anything at all. */
  public boolean isAsked() {
    return secret.isPresent()
        || certificate.isPresent()
        || topicArn.isPresent()
        || token.audience().isPresent();
  }

  /** The same with the secret in another place. */
  public ProofConfig withSecretIn(SecretPlace place, Optional<String> header) {
    return new ProofConfig(
        secret, oldSecrets, Optional.of(place), header, certificate, topicArn, token);
  }

  /** The same with secrets that are still accepted. */
  public ProofConfig withOldSecrets(List<Secret> others) {
    return new ProofConfig(secret, others, secretIn, secretHeader, certificate, topicArn, token);
  }

  /** The same with a client certificate that names this one. */
  public ProofConfig withCertificate(String name) {
    return new ProofConfig(
        secret, oldSecrets, secretIn, secretHeader, Optional.of(name), topicArn, token);
  }

  /** The same with the signature of this SNS topic. */
  public ProofConfig withTopicArn(String arn) {
    return new ProofConfig(
        secret, oldSecrets, secretIn, secretHeader, certificate, Optional.of(arn), token);
  }

  /** The same with this token. */
  public ProofConfig withToken(TokenConfig other) {
    return new ProofConfig(
        secret, oldSecrets, secretIn, secretHeader, certificate, topicArn, other);
  }
}
