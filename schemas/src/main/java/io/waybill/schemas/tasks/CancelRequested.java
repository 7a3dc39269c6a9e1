package io.waybill.schemas.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants a task not to be done. Every worker hears of it: one that has the task stops, and
 * one to which the task is given later drops it.
 *
 * @param taskId the task
 * @param requestedBy who wants it, where that is known
 * @param at when it was said
 */
public record CancelRequested(TaskId taskId, @Nullable String requestedBy, Instant at) {}
