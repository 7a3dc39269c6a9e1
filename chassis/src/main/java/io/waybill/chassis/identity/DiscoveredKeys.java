package io.waybill.chassis.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Fetches an issuer's keys from where its discovery document says that they are (OpenID Connect
 * Discovery 1.0, section 4).
 */
public final class DiscoveredKeys implements Fetcher {
  private final String issuer;
  private final Fetcher fetcher;

  /**
   * Keys of this issuer.
   *
   * @param issuer as its tokens name it
   * @param fetcher fetches the document, and then the keys
   */
  public DiscoveredKeys(String issuer, Fetcher fetcher) {
    this.issuer = issuer;
    this.fetcher = fetcher;
  }

  /** Where the discovery document of the issuer is: what {@link #fetch} is to be asked for. */
  public URI document() {
    return URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
  }

  /** The keys, or what stood in the way of the document. */
  @Override
  public Answer fetch(URI document) throws IOException, InterruptedException {
    Answer found = fetcher.fetch(document);
    return found.status() == 200 ? fetcher.fetch(keys(found)) : found;
  }

  /** Section 4.3: a document that speaks of another issuer is not to be used. */
  private URI keys(Answer found) throws IOException {
    JsonNode document;
    try {
      document = Json.lenient().readTree(new String(found.body(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException malformed) {
      throw new IOException("its discovery document is not JSON", malformed);
    }
    if (!document.path("issuer").asText().equals(issuer)) {
      throw new IOException("its discovery document is of another issuer than " + issuer);
    }
    String keys = document.path("jwks_uri").asText();
    boolean asSafe =
        issuer.startsWith("http://") ? keys.startsWith("http") : keys.startsWith("https://");
    try {
      if (asSafe && URI.create(keys).getHost() != null) {
        return URI.create(keys);
      }
    } catch (IllegalArgumentException malformed) {
      throw new IOException("its discovery document names no address of keys", malformed);
    }
    throw new IOException("its discovery document names no address of keys");
  }
}
