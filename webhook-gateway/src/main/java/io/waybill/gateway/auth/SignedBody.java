package io.waybill.gateway.auth;

import io.waybill.chassis.config.Secret;
import io.waybill.gateway.senders.BodySignature;
import io.waybill.gateway.senders.BodySignature.Place;
import io.waybill.gateway.senders.FormBody;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An HMAC of the body under the secret, as GitHub, Gitea, Artifactory and Nexus send it. Always
 * over the bytes as they were received: JSON that is written again is another text.
 */
public final class SignedBody implements Authenticator {
  private final String webhook;
  private final BodySignature signature;
  private final SharedSecrets secrets;

  /** Accepts signatures under any of the secrets, for the webhook with this name. */
  public SignedBody(String webhook, BodySignature signature, SharedSecrets secrets) {
    this.webhook = webhook;
    this.signature = signature;
    this.secrets = secrets;
  }

  @Override
  public Verdict check(Evidence evidence) {
    List<byte[]> shown =
        signature.places().stream().flatMap(place -> shown(place, evidence)).toList();
    if (shown.isEmpty()) {
      // Gitea without a secret sends the headers nevertheless, empty.
      return Verdict.refused("it has no signature in the header " + signature.headers());
    }
    Optional<byte[]> signed = signed(evidence);
    if (signed.isEmpty()) {
      return Verdict.refused("it is a form without a payload, which is what would be signed");
    }
    boolean accepted = false;
    for (Secret secret : secrets.current()) {
      byte[] right = sign(secret, signed.get());
      for (byte[] candidate : shown) {
        accepted |= MessageDigest.isEqual(right, candidate);
      }
    }
    return accepted
        ? Verdict.ACCEPTED
        : Verdict.refused("its signature was made with another secret or of another body");
  }

  @Override
  public Ask ask() {
    String name =
        switch (signature.algorithm()) {
          case HMAC_SHA256 -> "HMAC-SHA256";
          case HMAC_SHA1 -> "HMAC-SHA1";
        };
    return new Ask(
        "the " + name + " of their body under its secret in the header " + signature.headers(),
        "Set the secret in the registry to "
            + Ask.secretOf(webhook)
            + ", and let nothing between the two change the body.",
        Ask.OTHER);
  }

  private Optional<byte[]> signed(Evidence evidence) {
    return signature.ofDocument()
        ? FormBody.payload(evidence.header("Content-Type"), evidence.body())
        : Optional.of(evidence.body());
  }

  private byte[] sign(Secret secret, byte[] body) {
    String algorithm = signature.algorithm().javaName();
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), algorithm));
      return mac.doFinal(body);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has " + algorithm, impossible);
    }
  }

  private static Stream<byte[]> shown(Place place, Evidence evidence) {
    String value = evidence.header(place.header()).strip();
    if (!value.startsWith(place.prefix())) {
      return Stream.empty();
    }
    try {
      byte[] digits = HexFormat.of().parseHex(value.substring(place.prefix().length()));
      return digits.length == 0 ? Stream.empty() : Stream.of(digits);
    } catch (IllegalArgumentException notHexadecimal) {
      return Stream.empty();
    }
  }
}
