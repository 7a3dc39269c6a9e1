package io.waybill.chassis.traces;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exporter whose failures are told in Waybill's own log, once when they begin and once when they
 * end; the library would tell each of them, past it.
 */
final class ToldExporter implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ToldExporter.class);

  /** Held, for the JDK forgets the level of a logger that nobody holds. */
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final SpanExporter exporter;
  private final URI endpoint;
  private final AtomicBoolean failing = new AtomicBoolean();

  ToldExporter(SpanExporter exporter, URI endpoint) {
    LIBRARY.setLevel(Level.OFF);
    this.exporter = exporter;
    this.endpoint = endpoint;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(() -> told(result));
    return result;
  }

  private void told(CompletableResultCode result) {
    if (result.isSuccess()) {
      if (failing.getAndSet(false)) {
        LOG.info("The collector at {} takes spans again", shown());
      }
    } else if (!failing.getAndSet(true)) {
      Throwable why = result.getFailureThrowable();
      LOG.warn(
          "The collector at {} takes no spans ({}); they are dropped until it does, and all else"
              + " goes on",
          shown(),
          why == null ? "it gave no reason" : why.getMessage());
    }
  }

  /** Without an account or a token that somebody wrote into the address. */
  private String shown() {
    return endpoint.getScheme() + "://" + endpoint.getHost() + ":" + endpoint.getPort();
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
