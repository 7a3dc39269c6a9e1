package io.waybill.worker.circuit;

import io.waybill.schemas.failures.Failure;
import java.time.Instant;

/**
 * A registry that is needed is left alone for now.
 *
 * @param failure which, since when, and why, as a sentence
 * @param at when to ask again
 */
public record PutOff(Failure failure, Instant at) implements Admission {}
