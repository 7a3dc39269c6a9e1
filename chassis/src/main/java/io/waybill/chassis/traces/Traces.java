package io.waybill.chassis.traces;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.waybill.chassis.config.TracesConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans and sends them to the collector in the background. A collector that is away or slow
 * holds nothing up: spans wait in a bounded queue, and what does not fit is dropped. Safe for many
 * threads.
 */
public final class Traces implements AutoCloseable {
  /** Makes none. */
  public static final Traces OFF = new Traces();

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_WAITING = 8_192;
  private static final long LAST_SECONDS = 5;

  private final @Nullable SdkTracerProvider provider;
  private final @Nullable Tracer tracer;

  private Traces() {
    this.provider = null;
    this.tracer = null;
  }

  private Traces(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("io.waybill");
  }

  /** What a span is to whoever caused it (OpenTelemetry, "SpanKind"). */
  public enum Kind {
    /** Answers a request. */
    SERVER(SpanKind.SERVER),
    /** Works on a record of a queue. */
    CONSUMER(SpanKind.CONSUMER),
    /** Asks somebody else. */
    CLIENT(SpanKind.CLIENT);

    private final SpanKind kind;

    Kind(SpanKind kind) {
      this.kind = kind;
    }
  }

  /**
   * Spans of a role.
   *
   * @param role its name: {@code gateway}; the service is {@code waybill-gateway}
   */
  public static Traces of(TracesConfig config, String role) {
    return config.endpoint().map(endpoint -> open(endpoint, config, role)).orElse(OFF);
  }

  private static Traces open(URI endpoint, TracesConfig config, String role) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).setTimeout(PATIENCE);
    config.headers().forEach((name, value) -> exporter.addHeader(name, value.reveal()));
    return new Traces(
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(
                    Attributes.of(AttributeKey.stringKey("service.name"), "waybill-" + role)))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.ratio())))
            .addSpanProcessor(
                BatchSpanProcessor.builder(new ToldExporter(exporter.build(), endpoint))
                    .setScheduleDelay(EVERY)
                    .setMaxQueueSize(MOST_WAITING)
                    .build())
            .build());
  }

  /**
   * Whether a trace that began at Waybill is one of those that are kept: decided by its id, so that
   * all roles decide alike.
   *
   * @param traceId 32 hexadecimal digits
   */
  public static boolean isKept(TracesConfig config, String traceId) {
    return Sampler.traceIdRatioBased(config.ratio())
        .shouldSample(Context.root(), traceId, "", SpanKind.INTERNAL, Attributes.empty(), List.of())
        .getDecision()
        .equals(SamplingDecision.RECORD_AND_SAMPLE);
  }

  /**
   * Begins a span.
   *
   * @param headers of what caused it; {@code traceparent} and {@code tracestate} among them make it
   *     a part of that trace (W3C Trace Context), without them it begins one
   */
  public TraceSpan begin(String name, Kind kind, Map<String, String> headers) {
    if (tracer == null) {
      return TraceSpan.NONE;
    }
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HeaderGetter.ONLY);
    return begin(name, kind, parent);
  }

  TraceSpan begin(String name, Kind kind, Context parent) {
    return tracer == null
        ? TraceSpan.NONE
        : new TraceSpan(
            this, tracer.spanBuilder(name).setSpanKind(kind.kind).setParent(parent).startSpan());
  }

  /** Sends what waits, for a few seconds at most. */
  @Override
  public void close() {
    if (provider != null) {
      provider.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
    }
  }

  private enum HeaderGetter implements TextMapGetter<Map<String, String>> {
    ONLY;

    @Override
    public Iterable<String> keys(Map<String, String> headers) {
      return headers.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> headers, String name) {
      return headers == null ? null : headers.get(name);
    }
  }
}
