package io.waybill.api.receivers;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Says why there was no answer, as the rest of a sentence that begins with the receiver. */
final class ConnectFaults {
  private ConnectFaults() {}

  static IOException inWords(Throwable cause) {
    return new IOException(words(cause), cause);
  }

  private static String words(Throwable cause) {
    return switch (cause) {
      case RefusedReceiverException refused -> String.valueOf(refused.getMessage());
      case UnknownHostException unknown -> "its host's name cannot be looked up";
      case ConnectTimeoutException late -> "it could not be connected to in time";
      case SocketTimeoutException late -> "it did not answer in time";
      case ConnectException refused -> "it cannot be connected to";
      case SSLException tls -> "TLS could not be agreed on: " + reason(tls);
      case NoHttpResponseException closed -> "it closed the connection without an answer";
      default -> "the connection failed: " + reason(cause);
    };
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
