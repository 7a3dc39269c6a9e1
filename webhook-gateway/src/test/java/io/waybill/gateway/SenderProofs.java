package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waybill.chassis.config.TokenConfig;
import io.waybill.chassis.identity.Fetcher;
import io.waybill.embedded.SelfSigned;
import io.waybill.gateway.auth.SnsSigner;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What senders show of themselves, made as they make it, and what they are checked with. */
final class SenderProofs {
  private static final String CERTIFICATE =
      "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem";

  private static final RSAKey GOOGLE = rsaKey();
  private static final RSAKey STRANGER = rsaKey();
  private static final SelfSigned SNS = snsCertificate();
  private static final SelfSigned NOBODY = snsCertificate();

  private SenderProofs() {}

  /** A request: the end of its address, its headers, its body. */
  record Post(String path, Map<String, String> headers, String body) {
    Post with(String name, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(name, value);
      return new Post(path, more, body);
    }
  }

  /** Shows who sends, rightly or as somebody who does not know how. */
  @FunctionalInterface
  interface Proof {
    Post show(Post request, boolean rightly) throws Exception;
  }

  private static String secret(boolean rightly) {
    return rightly ? TestGateway.SECRET : TestGateway.SECRET + "-of-somebody-else";
  }

  /** The secret of {@link TestGateway}, borne. */
  static Proof bearer() {
    return (request, rightly) -> request.with("Authorization", "Bearer " + secret(rightly));
  }

  /** The same as a password. */
  static Proof basic() {
    return (request, rightly) -> {
      byte[] pair = ("waybill:" + secret(rightly)).getBytes(UTF_8);
      return request.with("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    };
  }

  /** The same in a header of this name. */
  static Proof header(String name) {
    return (request, rightly) -> request.with(name, secret(rightly));
  }

  /** The same at the end of the address. */
  static Proof inPath() {
    return (request, rightly) ->
        new Post(request.path() + "/key/" + secret(rightly), request.headers(), request.body());
  }

  /** A signature of the body under it. */
  static Proof hmac(String header, String prefix, String algorithm) {
    return (request, rightly) -> {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret(rightly).getBytes(UTF_8), algorithm));
      return request.with(
          header, prefix + HexFormat.of().formatHex(mac.doFinal(request.body().getBytes(UTF_8))));
    };
  }

  /** As Pub/Sub bears it, for the audience and the account of the page. */
  static Proof token() {
    return (request, rightly) -> {
      TokenConfig asked =
          DocumentedWebhooks.of("google.md", "google", "").getFirst().webhook().proof().token();
      Instant now = Instant.now();
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("google").build(),
              new JWTClaimsSet.Builder()
                  .issuer("https://accounts.google.com")
                  .audience(asked.audience().orElseThrow())
                  .claim("email", asked.email().orElseThrow())
                  .claim("email_verified", true)
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(now.plus(Duration.ofHours(1))))
                  .build());
      token.sign(new RSASSASigner(rightly ? GOOGLE : STRANGER));
      return request.with("Authorization", "Bearer " + token.serialize());
    };
  }

  /** The sample's message, with a time and a signature of now. */
  static Proof sns() {
    return (request, rightly) -> {
      Map<String, String> message = new HashMap<>();
      Json.lenient()
          .readTree(request.body())
          .properties()
          .forEach(field -> message.put(field.getKey(), field.getValue().asText()));
      message.put("Timestamp", Instant.now().toString());
      message.put("SigningCertURL", CERTIFICATE);
      Map<String, String> signed = new SnsSigner(rightly ? SNS : NOBODY).sign("2", message);
      return new Post(request.path(), request.headers(), SnsSigner.json(signed));
    };
  }

  /** What Google and SNS publish. */
  static Fetcher keys() {
    return address ->
        switch (address.getHost()) {
          case "www.googleapis.com" ->
              new Fetcher.Answer(
                  200, new JWKSet(GOOGLE).toString(/* publicKeysOnly= */ true).getBytes(UTF_8));
          case "sns.eu-central-1.amazonaws.com" ->
              new Fetcher.Answer(200, SNS.certificatePem().getBytes(UTF_8));
          default -> throw new IOException("nothing is asked of " + address);
        };
  }

  private static RSAKey rsaKey() {
    try {
      return new RSAKeyGenerator(2048).keyID("google").generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static SelfSigned snsCertificate() {
    Instant now = Instant.now();
    return SelfSigned.of(
        "RSA",
        "sns.amazonaws.com",
        List.of(),
        now.minus(Duration.ofHours(1)),
        now.plus(Duration.ofDays(1)));
  }
}
