package io.waybill.chassis.identity;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** Fetches something small that somebody publishes: keys, a certificate. */
@FunctionalInterface
public interface Fetcher {
  /**
   * What the address answers, whatever its status.
   *
   * @throws IOException when there is no answer in time, or it is too large
   */
  Answer fetch(URI address) throws IOException, InterruptedException;

  /** An answer. */
  final class Answer {
    private final int status;
    private final byte[] body;

    /** With this HTTP status, and this body, which is not copied. */
    public Answer(int status, byte[] body) {
      this.status = status;
      this.body = body;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** The body. Not a copy. */
    public byte[] body() {
      return body;
    }
  }

  /**
   * Over HTTP, within this time for everything, at most this many bytes, and not following where a
   * redirection leads. It keeps no connection and no thread: what it is for, is done a few times in
   * an hour.
   */
  static Fetcher overHttp(Duration patience, int most) {
    return overHttp(patience, most, Optional.empty());
  }

  /**
   * The same; what the certificate authorities in this PEM file have signed is believed, too. The
   * file is read each time, so that it can be replaced.
   */
  static Fetcher overHttp(Duration patience, int most, Optional<Path> ca) {
    return address -> {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(patience);
      if (ca.isPresent()) {
        builder.sslContext(Authorities.besidesTheUsual(ca.get()));
      }
      HttpClient client = builder.build();
      try {
        HttpRequest request =
            HttpRequest.newBuilder(address).header("User-Agent", "waybill").build();
        CompletableFuture<HttpResponse<byte[]>> answer =
            client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
        HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        return new Answer(response.statusCode(), response.body());
      } catch (TimeoutException late) {
        throw new IOException("it did not answer within " + patience.toMillis() + " ms", late);
      } catch (ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        throw new IOException(reason(cause), cause);
      } finally {
        client.shutdownNow();
      }
    };
  }

  private static String reason(Throwable cause) {
    if (cause instanceof ConnectException) {
      return "it cannot be connected to";
    }
    if (cause instanceof SSLHandshakeException) {
      return "no TLS connection comes about with it, perhaps because nobody whom this side believes"
          + " has signed its certificate: "
          + cause.getMessage();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
