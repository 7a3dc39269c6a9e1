package io.waybill.registry.failures;

import io.waybill.registry.transport.ProxyException;
import io.waybill.registry.transport.RefusedAddressException;
import io.waybill.registry.transport.StalledException;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a broken connection means, in one place. */
public final class ConnectionFaults {
  private ConnectionFaults() {}

  /** The failure for this fault; one that is one already passes unchanged. */
  public static RegistryException explain(String attempted, IOException fault) {
    if (fault instanceof RegistryException known) {
      return known;
    }
    if (Thread.currentThread().isInterrupted()) {
      return RegistryException.because(
              FailureCode.CANCELLED, attempted, "the copy was stopped", fault)
          .asSpent();
    }
    RegistryException failure =
        RegistryException.because(codeOf(fault), attempted, wordsFor(fault), fault);
    // Another try leads to the same address.
    return fault instanceof RefusedAddressException ? failure.asSpent() : failure;
  }

  private static FailureCode codeOf(IOException fault) {
    return switch (fault) {
      case RefusedAddressException refused -> FailureCode.REGISTRY_ERROR;
      case ProxyException proxy ->
          switch (proxy.kind()) {
            case UNREACHABLE -> FailureCode.NETWORK;
            case UNAUTHORIZED -> FailureCode.UNAUTHORIZED;
            case DENIED -> FailureCode.DENIED;
          };
      case SocketTimeoutException timeout -> FailureCode.TIMEOUT;
      case InterruptedIOException timeout -> FailureCode.TIMEOUT;
      case SSLException tls -> isAboutTrust(tls) ? FailureCode.TLS : FailureCode.NETWORK;
      default -> FailureCode.NETWORK;
    };
  }

  /** TLS wraps plain cuts of the connection as well; those are the network's. */
  private static boolean isAboutTrust(SSLException fault) {
    String text = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
    boolean cut =
        text.contains("reset")
            || text.contains("broken pipe")
            || text.contains("terminated")
            || text.contains("closed");
    return hasCause(fault, CertificateException.class) || !cut;
  }

  /** The alerts of RFC 8446, 6.2, and of what comes before it. */
  private static boolean asksForCertificate(String said) {
    return said.contains("certificate_required") || said.contains("bad_certificate");
  }

  private static boolean hasCause(Throwable fault, Class<?> type) {
    for (@Nullable Throwable at = fault; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return true;
      }
    }
    return false;
  }

  private static String wordsFor(IOException fault) {
    String said = String.valueOf(fault.getMessage());
    return switch (fault) {
      case RefusedAddressException refused -> said;
      case ProxyException proxy -> said;
      case StalledException stalled -> said;
      case UnknownHostException unknown -> "the host name " + said + " cannot be resolved";
      case SocketTimeoutException timeout -> "the registry did not answer in time (" + said + ")";
      case ConnectException refused -> "no connection could be made (" + said + ")";
      case SSLException tls when asksForCertificate(said) ->
          "the registry asks for a client certificate, and takes none or not this one ("
              + said
              + ")";
      case SSLException tls -> "TLS could not be agreed on (" + said + ")";
      default -> "the connection broke (" + said + ")";
    };
  }
}
