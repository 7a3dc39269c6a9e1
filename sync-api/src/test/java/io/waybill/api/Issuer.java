package io.waybill.api;

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
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** An OpenID Connect issuer with a key of its own, over HTTP: discovery, keys, tokens. */
final class Issuer implements AutoCloseable {
  static final String AUDIENCE = "waybill";

  private final HttpServer server;
  private final RSAKey key;
  private volatile boolean away;

  private Issuer(HttpServer server, RSAKey key) {
    this.server = server;
    this.key = key;
  }

  static Issuer start() throws IOException, JOSEException {
    RSAKey key = new RSAKeyGenerator(2048).keyID("one").generate();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Issuer issuer = new Issuer(server, key);
    issuer.serve(
        "/realms/company/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(issuer.name(), issuer.name()));
    issuer.serve("/realms/company/keys", new JWKSet(key.toPublicJWK()).toString());
    server.start();
    return issuer;
  }

  private void serve(String path, String document) {
    server.createContext(
        path,
        exchange -> {
          byte[] body = document.getBytes(UTF_8);
          exchange.sendResponseHeaders(away ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  /** Whether its documents cannot be had. */
  void beAway(boolean isAway) {
    away = isAway;
  }

  String name() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/company";
  }

  /** The header with a token of this person that says this, too. */
  String bearer(String subject, Map<String, Object> claims) throws JOSEException {
    return bearer(subject, claims, Instant.now().plus(Duration.ofMinutes(5)));
  }

  String bearer(String subject, Map<String, Object> claims, Instant expires) throws JOSEException {
    JWTClaimsSet.Builder all =
        new JWTClaimsSet.Builder()
            .issuer(name())
            .audience(AUDIENCE)
            .subject(subject)
            .expirationTime(Date.from(expires));
    claims.forEach(all::claim);
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), all.build());
    token.sign(new RSASSASigner(key));
    return "Bearer " + token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
