package io.waybill.api.notifications;

import io.waybill.api.receivers.ReceiverGuard;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where notifications are posted to.
 *
 * @param url the address, as it was written
 * @param secret the configured secret that they are signed with; null = they are not
 * @param insecure whether plain http is spoken off this machine; null = no
 */
public record WebhookSpec(String url, @Nullable String secret, @Nullable Boolean insecure) {
  private static final int LONGEST = 2_000;

  /** Refuses addresses that nobody should send anything to. */
  public WebhookSpec(@Nullable String url, @Nullable String secret, @Nullable Boolean insecure) {
    this.url = Missing.require(url, "url");
    this.secret = secret;
    this.insecure = Boolean.TRUE.equals(insecure) ? true : null;
    URI address = parse(this.url);
    if (address.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "url holds a user, and everyone who may look at subscriptions sees it: use a secret");
    }
    if (address.getScheme().equals("http")
        && !Boolean.TRUE.equals(insecure)
        && !ReceiverGuard.isLoopback(address)) {
      throw new IllegalArgumentException(
          "url is plain http, which everyone on the way can read and change: use https, or say"
              + " insecure: true");
    }
  }

  /** The address. */
  public URI address() {
    return parse(url);
  }

  private static URI parse(String url) {
    try {
      URI address = new URI(url);
      boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
      if (web
          && address.getHost() != null
          && address.getRawFragment() == null
          && url.length() <= LONGEST) {
        return address;
      }
    } catch (URISyntaxException malformed) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "url must be an address such as https://deploy.example.com/hooks/waybill, of at most "
            + LONGEST
            + " characters");
  }
}
