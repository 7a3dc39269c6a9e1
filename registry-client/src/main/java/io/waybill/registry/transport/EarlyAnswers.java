package io.waybill.registry.transport;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.ResponseOutOfOrderStrategy;
import org.apache.hc.core5.util.Timeout;

/**
 * Looks now and then whether the server has answered before it has all of a body (413, 401), so
 * that the rest is not sent for nothing.
 *
 * <p>The library's own strategy waits a millisecond for an answer each time, as long as a mebibyte
 * takes on a fast line. A plain connection can be asked without waiting; one with TLS cannot, and
 * is asked seldom.
 */
final class EarlyAnswers implements ResponseOutOfOrderStrategy {
  private static final long PLAIN = 1024 * 1024;
  private static final long ENCRYPTED = 16 * 1024 * 1024;

  @Override
  public boolean isEarlyResponseDetected(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      InputStream in,
      long sent,
      long next)
      throws IOException {
    boolean encrypted = connection.getSSLSession() != null;
    long distance = encrypted ? ENCRYPTED : PLAIN;
    if (sent / distance == (sent + next) / distance) {
      return false;
    }
    return encrypted ? connection.isDataAvailable(Timeout.ONE_MILLISECOND) : in.available() > 0;
  }
}
