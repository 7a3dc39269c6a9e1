package io.waybill.gateway.senders;

import java.util.List;
import java.util.Optional;

/**
 * Who posts to a webhook: {@code webhooks.NAME.type} in the configuration. Each stands beside its
 * parser, as {@code TYPE}; {@link Senders} has all of them.
 *
 * @param name its name in the configuration
 * @param title its name for people
 * @param parser reads its bodies; none = where things are in them is configured, as a {@link
 *     Mapping}
 * @param onUnreadable what it is told about a body that cannot be understood
 * @param patience what it does with an event that it was told to send again
 * @param proofs how it can show who it is, what it usually does first
 * @param signature how it signs; there where {@link Proof#SIGNATURE} is among the proofs
 * @param secretHeader the header in which it usually shows its secret, unless that is {@code
 *     Authorization}; none = whoever sets it up chooses one
 */
public record SenderType(
    String name,
    String title,
    Optional<WebhookParser> parser,
    OnUnreadable onUnreadable,
    Patience patience,
    List<Proof> proofs,
    Optional<BodySignature> signature,
    Optional<String> secretHeader) {

  /** Keeps a copy. */
  public SenderType {
    proofs = List.copyOf(proofs);
    if (proofs.isEmpty()) {
      throw new IllegalArgumentException("a sender has some way to show who it is");
    }
  }

  /** A sender that signs nothing and has no header of its own for a secret. */
  public SenderType(
      String name,
      String title,
      WebhookParser parser,
      OnUnreadable onUnreadable,
      Patience patience,
      List<Proof> proofs) {
    this(
        name,
        title,
        Optional.of(parser),
        onUnreadable,
        patience,
        proofs,
        Optional.empty(),
        Optional.empty());
  }

  /** The same, signing its bodies so. */
  public SenderType withSignature(BodySignature how) {
    return new SenderType(
        name, title, parser, onUnreadable, patience, proofs, Optional.of(how), secretHeader);
  }

  /** The same, showing its secret in this header unless another is configured. */
  public SenderType withSecretHeader(String header) {
    return new SenderType(
        name, title, parser, onUnreadable, patience, proofs, signature, Optional.of(header));
  }

  /** What a sender does with a refusal decides what it is told about an unreadable body. */
  public enum OnUnreadable {
    /** 202, and say in the answer what was wrong and where the body went. */
    ACCEPT,
    /** 400. */
    REFUSE
  }

  /** What becomes of an event that is answered 503. */
  public enum Patience {
    /** It is sent again for hours or for ever. */
    LASTING,
    /** It is sent again for seconds or minutes, and lost then. */
    SHORT,
    /** It is lost, or nobody knows; or the sender sends nothing any more. */
    NONE
  }

  /** A way to show who sends. */
  public enum Proof {
    /** The secret in {@code Authorization}. */
    AUTHORIZATION,
    /** The secret in a header whose name one can choose. */
    HEADER,
    /** An HMAC of the body under the secret. */
    SIGNATURE,
    /** The secret in the address. */
    PATH,
    /** A client certificate. */
    CERTIFICATE,
    /** A signed token of an OpenID Connect issuer. */
    TOKEN,
    /** The signature of Amazon SNS. */
    SNS
  }

  @Override
  public String toString() {
    return name;
  }
}
