package io.waybill.chassis.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.waybill.embedded.SelfSigned;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An issuer whose certificate is of an authority that only its company knows. */
class PrivateAuthorityTest {
  private static final String ISSUER = "https://id.company.example";
  private static final SelfSigned CERTIFICATE = SelfSigned.of("id.company.example");

  @TempDir private Path directory;
  private HttpsServer server;
  private RSAKey key;

  @BeforeEach
  void start() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("one").generate();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(shown(CERTIFICATE)));
    byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(UTF_8);
    server.createContext(
        "/keys",
        exchange -> {
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void itsTokensAreBelievedWhereItsAuthorityIs() throws Exception {
    Path ca = CERTIFICATE.writeCertificate(directory.resolve("ca.pem"));

    assertThat(check(Optional.of(ca))).isInstanceOf(TokenCheck.Valid.class);
  }

  @Test
  void otherwiseNothingCanBeSaidOfThem() throws Exception {
    Path other = SelfSigned.of("other").writeCertificate(directory.resolve("other.pem"));

    for (Optional<Path> ca : java.util.List.of(Optional.<Path>empty(), Optional.of(other))) {
      assertThat(check(ca))
          .isInstanceOfSatisfying(
              TokenCheck.Unknown.class,
              unknown ->
                  assertThat(unknown.reason()).contains("/keys", "has signed its certificate"));
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws Exception {
    Path missing = directory.resolve("missing.pem");

    assertThat(check(Optional.of(missing)))
        .isInstanceOfSatisfying(
            TokenCheck.Unknown.class,
            unknown ->
                assertThat(unknown.reason()).contains(missing + " (ca): there is no such file"));
  }

  private TokenCheck check(Optional<Path> ca) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("waybill")
                .subject("ann")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .build());
    token.sign(new RSASSASigner(key));
    return new TokenVerifier(
            Set.of(ISSUER),
            "waybill",
            URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/keys"),
            Fetcher.overHttp(Duration.ofSeconds(60), 64 << 10, ca),
            InstantSource.system())
        .check(token.serialize());
  }

  private static SSLContext shown(SelfSigned certificate) throws Exception {
    char[] password = "sesame".toCharArray();
    KeyStore mine = KeyStore.getInstance("PKCS12");
    mine.load(null, null);
    mine.setKeyEntry(
        "it",
        certificate.keys().getPrivate(),
        password,
        new X509Certificate[] {certificate.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(mine, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
