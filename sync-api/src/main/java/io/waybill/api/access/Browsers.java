package io.waybill.api.access;

import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;

/**
 * Where the API asks nobody who they are, being on this machine is what lets in. A browser on this
 * machine would let in every site that it shows: so a page of another origin is refused, and so is
 * a name that leads here only because somebody's name server says so ("DNS rebinding").
 */
final class Browsers {
  private Browsers() {}

  static void requireNoOtherSite(Request request) {
    String host = request.header("Host").orElse("localhost");
    if (!isLoopback(host)) {
      throw refused("the request is for " + host);
    }
    String origin = request.header("Origin").orElse("http://" + host);
    if (!authority(origin).equalsIgnoreCase(host)) {
      throw refused("a page of " + origin + " asks");
    }
    if (isOfAnotherSite(request)) {
      throw refused("a page of another site asks");
    }
  }

  /**
   * What browsers say where they leave the origin out, as for a picture: it could not be read
   * there, but would hold a live stream. A link that somebody follows may come from anywhere.
   *
   * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>
   */
  private static boolean isOfAnotherSite(Request request) {
    String site = request.header("Sec-Fetch-Site").orElse("none");
    return (site.equals("cross-site") || site.equals("same-site"))
        && !request.header("Sec-Fetch-Mode").orElse("").equals("navigate");
  }

  private static ProblemException refused(String why) {
    return new ProblemException(
        Problem.forbidden(
            "This API asks nobody for a token, so it answers this machine only, and %s. Set"
                    .formatted(why)
                + " api.tokens or api.oidc to use it from elsewhere."));
  }

  private static String authority(String origin) {
    try {
      return String.valueOf(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException opaque) {
      return "";
    }
  }

  /** By the literal: whoever resolved a name would ask the one who is not to be trusted. */
  private static boolean isLoopback(String host) {
    String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(name.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException other) {
      return false;
    }
  }
}
