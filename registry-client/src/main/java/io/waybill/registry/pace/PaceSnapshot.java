package io.waybill.registry.pace;

import java.time.Duration;
import java.util.Optional;

/**
 * How hard a registry is pressed at one moment.
 *
 * @param inFlight requests without an answer, and blobs in transit
 * @param limit how many there may be at the moment
 * @param waiting how many more there would be
 * @param refusals how often it said since the start that it has enough (429, 503)
 * @param lull for how long it is still left alone; nothing = it is not
 * @param quota how many images may still be pulled; empty where it does not say
 */
public record PaceSnapshot(
    int inFlight,
    int limit,
    int waiting,
    long refusals,
    Duration lull,
    Optional<PullQuota> quota) {}
