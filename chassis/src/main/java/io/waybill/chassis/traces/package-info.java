/**
 * Spans, for whoever follows one push through gateway, planner, worker and registries: {@link
 * io.waybill.chassis.traces.Traces} makes them and sends them to a collector (OpenTelemetry, OTLP
 * over HTTP), {@link io.waybill.chassis.traces.TraceSpan} is one. Where no collector is configured
 * there are none, and nothing is spent on them. Imports the configuration and OpenTelemetry, which
 * nobody else does.
 */
@NullMarked
package io.waybill.chassis.traces;

import org.jspecify.annotations.NullMarked;
