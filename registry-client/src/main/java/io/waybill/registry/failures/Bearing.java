package io.waybill.registry.failures;

import io.waybill.registry.transport.ConnectTimeouts;
import io.waybill.registry.transport.ProxyException;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** What a failure says of the registry that was asked, in one place. */
public enum Bearing {
  /**
   * Nobody is there to ask: no connection is made, or TLS is not agreed on, or the token server
   * without which nothing is answered is gone. It would be so with any other request.
   */
  UNREACHABLE,
  /**
   * It failed (5xx), fell silent, or broke off. That may be the registry, or this content: a proxy
   * may cut what is large, a storage may have lost one blob. Only several tasks together tell.
   */
  FAILING,
  /** It answered, if only to refuse: it is up. Also who asks for fewer requests (429) is. */
  ANSWERING,
  /** Nothing: it was not asked, or the failure is not a registry's. */
  NONE;

  /** What this failure says. */
  public static Bearing of(RegistryException failure) {
    return switch (failure.code()) {
      case NETWORK, TIMEOUT, TLS, REGISTRY_ERROR ->
          failure.answer().map(Bearing::of).orElseGet(() -> ofSilence(failure));
      default -> failure.answer().isPresent() ? ANSWERING : NONE;
    };
  }

  private static Bearing of(RegistryAnswer answer) {
    return answer.status() >= 500 ? FAILING : ANSWERING;
  }

  private static Bearing ofSilence(RegistryException failure) {
    if (failure.failure().retryAfterMs() != null) {
      // It was not asked at all, for it had said how long it wants to be left alone.
      return NONE;
    }
    return failure.code() == FailureCode.TLS || isUnreachable(failure.getCause())
        ? UNREACHABLE
        : FAILING;
  }

  private static boolean isUnreachable(@Nullable Throwable fault) {
    return switch (fault) {
      case ConnectException refused -> true;
      case NoRouteToHostException nowhere -> true;
      case UnknownHostException unknown -> true;
      case ProxyException proxy -> proxy.kind() == ProxyException.Kind.UNREACHABLE;
      case IOException other -> ConnectTimeouts.isOne(other);
      case null, default -> false;
    };
  }
}
