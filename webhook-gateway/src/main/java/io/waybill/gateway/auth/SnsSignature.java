package io.waybill.gateway.auth;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;

/**
 * The signature that Amazon SNS puts into its messages, of the one topic that is configured:
 * anybody can have a topic of his own, and SNS signs that as well.
 */
public final class SnsSignature implements Authenticator {
  /**
   * SNS tries for an hour at most (the longest retry policy of an HTTP subscription), with the
   * timestamp of the first. As long again, for clocks; a message that is shown twice has the id of
   * the first.
   */
  private static final Duration OLDEST = Duration.ofHours(2);

  private static final Duration LEEWAY = Duration.ofMinutes(5);

  private final String webhook;
  private final SnsTopic topic;
  private final SnsCertificates certificates;
  private final Outside outside;

  /** Accepts messages of this topic, for the webhook with this name. */
  SnsSignature(String webhook, SnsTopic topic, Outside outside) {
    this.webhook = webhook;
    this.topic = topic;
    this.certificates = new SnsCertificates(topic, outside);
    this.outside = outside;
  }

  @Override
  public Verdict check(Evidence evidence) {
    Optional<SnsMessage> message = SnsMessage.read(evidence.body()).filter(SnsMessage::isKnown);
    if (message.isEmpty()) {
      return Verdict.refused("its body is no message of SNS");
    }
    if (!message.get().text("TopicArn").equals(topic.arn())) {
      return Verdict.refused("its message is of another topic");
    }
    if (!isTimely(message.get().text("Timestamp"))) {
      return Verdict.refused("its message is too old, or of the future");
    }
    Optional<URI> address = topic.certificateAddress(message.get().text("SigningCertURL"));
    if (address.isEmpty()) {
      return Verdict.refused("the certificate that its message names is not at SNS");
    }
    return switch (certificates.find(address.get())) {
      case SnsCertificates.Lookup.Found(PublicKey key) ->
          isSigned(message.get(), key)
              ? Verdict.ACCEPTED
              : Verdict.refused("the signature of its message is wrong");
      case SnsCertificates.Lookup.Wrong(String reason) -> Verdict.refused(reason);
      case SnsCertificates.Lookup.Unavailable(String reason) -> new Verdict.Undecided(reason);
    };
  }

  @Override
  public Ask ask() {
    return new Ask(
        "the signature of Amazon SNS for the topic that webhooks." + webhook + ".topicArn names",
        "Subscribe this address to that topic, without raw message delivery.",
        Ask.OTHER);
  }

  private boolean isTimely(String timestamp) {
    try {
      Instant then = Instant.parse(timestamp);
      Instant now = outside.clock().instant();
      return then.isAfter(now.minus(OLDEST)) && then.isBefore(now.plus(LEEWAY));
    } catch (DateTimeParseException malformed) {
      return false;
    }
  }

  private static boolean isSigned(SnsMessage message, PublicKey key) {
    String algorithm =
        switch (message.text("SignatureVersion")) {
          case "1" -> "SHA1withRSA";
          case "2" -> "SHA256withRSA";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initVerify(key);
      signature.update(message.signed());
      return signature.verify(Base64.getDecoder().decode(message.text("Signature")));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    }
  }
}
