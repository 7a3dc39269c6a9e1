/**
 * Logs: {@link io.waybill.chassis.logging.Logging} sets the one back end up, as configured; {@link
 * io.waybill.chassis.logging.LineEncoder} writes for people what strangers may have written; a
 * {@link io.waybill.chassis.logging.LogScope} says what a thread's lines are about. Imports
 * logback, slf4j and the configuration.
 */
@NullMarked
package io.waybill.chassis.logging;

import org.jspecify.annotations.NullMarked;
