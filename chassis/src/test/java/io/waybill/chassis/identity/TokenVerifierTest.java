package io.waybill.chassis.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of an issuer of the test's own, whose keys are served over HTTP. */
final class TokenVerifierTest {
  private static final String ISSUER = "https://issuer.example";
  private static final String AUDIENCE = "https://hooks.example/webhooks/google";
  private static final Instant NOW = Instant.parse("2026-03-14T09:26:53Z");

  private static RSAKey rsa;
  private static RSAKey rotated;
  private static ECKey curve;

  private final AtomicInteger fetches = new AtomicInteger();
  private Instant now = NOW;
  private int status = 200;
  private String document = "";
  private HttpServer server;
  private TokenVerifier verifier;

  @BeforeAll
  static void makeKeys() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("first").generate();
    rotated = new RSAKeyGenerator(2048).keyID("second").generate();
    curve = new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
  }

  @BeforeEach
  void start() throws Exception {
    publish(rsa, curve);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          byte[] body = document.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    verifier =
        new TokenVerifier(
            Set.of(ISSUER, "issuer.example"),
            AUDIENCE,
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"),
            Fetcher.overHttp(Duration.ofSeconds(20), 64 << 10),
            () -> now);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void tokensOfTheIssuerAreBelieved() throws Exception {
    TokenCheck check = verifier.check(signed(rsa, claims().claim("email", "robot@x").build()));

    assertThat(check)
        .isInstanceOfSatisfying(
            TokenCheck.Valid.class,
            valid -> assertThat(valid.claims()).containsEntry("email", "robot@x"));
    assertThat(verifier.check(signed(curve, claims().build())))
        .isInstanceOf(TokenCheck.Valid.class);
    assertThat(verifier.check(signed(rsa, claims().issuer("issuer.example").build())))
        .isInstanceOf(TokenCheck.Valid.class);
    assertThat(fetches).hasValue(1);
  }

  @Test
  void clocksMayBeAMinuteApart() throws Exception {
    assertThat(verifier.check(signed(rsa, until(NOW.minusSeconds(50)))))
        .isInstanceOf(TokenCheck.Valid.class);
    assertThat(verifier.check(signed(rsa, from(NOW.plusSeconds(50)))))
        .isInstanceOf(TokenCheck.Valid.class);
    refused("has expired", signed(rsa, until(NOW.minusSeconds(61))));
    refused("holds only later", signed(rsa, from(NOW.plusSeconds(61))));
    refused(
        "holds only later",
        signed(rsa, claims().notBeforeTime(Date.from(NOW.plusSeconds(61))).build()));
    refused("has expired", signed(rsa, claims().expirationTime(null).build()));
  }

  @Test
  void tokensOfOthersAndForOthersAreRefusedWithoutAskingForKeys() throws Exception {
    refused("another issuer", signed(rsa, claims().issuer("https://evil.example").build()));
    refused("another issuer", signed(rsa, claims().issuer(null).build()));
    refused("another audience", signed(rsa, claims().audience("https://other.example").build()));
    refused("another audience", signed(rsa, claims().audience((String) null).build()));
    assertThat(fetches).hasValue(0);
  }

  @Test
  void aTokenDoesNotChooseNoSignature() {
    refused("no signed JWT", new PlainJWT(claims().build()).serialize());
  }

  @Test
  void thePublicKeyIsNoSecret() throws Exception {
    byte[] publicKey = rsa.toPublicJWK().toRSAPublicKey().getEncoded();
    byte[] asText = rsa.toPublicJWK().toJSONString().getBytes(UTF_8);
    for (byte[] secret : new byte[][] {publicKey, asText}) {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims().build());
      token.sign(new MACSigner(secret));
      refused("another way than RS256 or ES256", token.serialize());
    }
  }

  @Test
  void aChangedTokenOrAnotherKeyOfTheSameIdIsRefused() throws Exception {
    String good = signed(rsa, claims().build());
    String[] parts = good.split("\\.", -1);
    String other = signed(rsa, claims().subject("somebody else").build()).split("\\.", -1)[1];
    RSAKey impostor = new RSAKeyGenerator(2048).keyID("first").generate();

    refused("signature of its token is wrong", parts[0] + "." + other + "." + parts[2]);
    refused("signature of its token is wrong", signed(impostor, claims().build()));
    for (String nothing : new String[] {"", ".", "a.b.c", "x".repeat(20_000), parts[0]}) {
      assertThat(verifier.check(nothing)).isInstanceOf(TokenCheck.Invalid.class);
    }
  }

  @Test
  void aRotatedKeyIsFetchedWhenItIsFirstSeen() throws Exception {
    assertThat(verifier.check(signed(rsa, claims().build()))).isInstanceOf(TokenCheck.Valid.class);
    publish(rotated);
    now = NOW.plusSeconds(31);

    assertThat(verifier.check(signed(rotated, claims().build())))
        .isInstanceOf(TokenCheck.Valid.class);
    refused("a key that the issuer does not have", signed(rsa, claims().build()));
    assertThat(fetches).hasValue(2);
  }

  @Test
  void tokensOfKeysThatNobodyHasCauseNoStorm() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int token = 0; token < 50; token++) {
        String unknown =
            signed(
                new RSAKey.Builder(rsa).keyID(UUID.randomUUID().toString()).build(),
                claims().build());
        var _ = threads.submit(() -> refused("a key that the issuer does not have", unknown));
      }
    }

    assertThat(fetches).hasValue(1);
  }

  @Test
  void whileTheKeysCannotBeFetchedNothingIsDecided() throws Exception {
    String token = signed(rsa, claims().build());
    status = 500;

    assertThat(verifier.check(token))
        .isInstanceOfSatisfying(
            TokenCheck.Unknown.class,
            unknown ->
                assertThat(unknown.reason()).contains("could not be fetched: it answers 500"));
    assertThat(verifier.check(token)).isInstanceOf(TokenCheck.Unknown.class);
    assertThat(fetches).as("it waits before it asks again").hasValue(1);

    status = 200;
    document = "no keys";
    now = NOW.plusSeconds(3);
    assertThat(verifier.check(token)).isInstanceOf(TokenCheck.Unknown.class);
    document = "x".repeat(65 << 10);
    now = NOW.plusSeconds(6);
    assertThat(verifier.check(token)).isInstanceOf(TokenCheck.Unknown.class);
    publish(rsa);
    now = NOW.plusSeconds(9);
    assertThat(verifier.check(token)).isInstanceOf(TokenCheck.Valid.class);
  }

  @Test
  void keysThatAreThereSurviveAnOutageOfTheirAddressForADay() throws Exception {
    assertThat(verifier.check(signed(rsa, claims().build()))).isInstanceOf(TokenCheck.Valid.class);
    server.stop(0);
    now = NOW.plus(Duration.ofHours(23));
    assertThat(verifier.check(signed(rsa, claims().build()))).isInstanceOf(TokenCheck.Valid.class);
    assertThat(verifier.check(signed(rotated, claims().build())))
        .isInstanceOf(TokenCheck.Unknown.class);

    now = NOW.plus(Duration.ofHours(25));
    assertThat(verifier.check(signed(rsa, claims().build())))
        .isInstanceOf(TokenCheck.Unknown.class);
  }

  @Test
  void anAlgorithmThatDoesNotFitTheKeyIsRefused() throws Exception {
    ECKey disguised = new ECKey.Builder(curve).keyID("first").build();

    refused("signature of its token is wrong", signed(disguised, claims().build()));
  }

  private void refused(String reason, String token) {
    assertThat(verifier.check(token))
        .isInstanceOfSatisfying(
            TokenCheck.Invalid.class, invalid -> assertThat(invalid.reason()).contains(reason));
  }

  private void publish(JWK... keys) {
    document = new JWKSet(java.util.List.of(keys)).toString(/* publicKeysOnly= */ true);
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject("17")
        .issueTime(Date.from(now.minusSeconds(10)))
        .expirationTime(Date.from(now.plusSeconds(3600)));
  }

  private JWTClaimsSet until(Instant end) {
    return claims().expirationTime(Date.from(end)).build();
  }

  private JWTClaimsSet from(Instant start) {
    return claims().issueTime(Date.from(start)).build();
  }

  private static String signed(JWK key, JWTClaimsSet claims) throws Exception {
    boolean isRsa = key instanceof RSAKey;
    JWSSigner signer = isRsa ? new RSASSASigner(key.toRSAKey()) : new ECDSASigner(key.toECKey());
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(isRsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .build(),
            claims);
    token.sign(signer);
    return token.serialize();
  }
}
