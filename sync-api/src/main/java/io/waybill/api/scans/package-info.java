/**
 * Scans: asked for by people, by schedules and by new rules; done by the workers, step by step; and
 * told of here.
 *
 * <p>{@link io.waybill.api.scans.ScanStore} keeps them, {@link io.waybill.api.scans.StepSender}
 * puts their steps on the queue when they are due, and {@link io.waybill.api.scans.ScanRecorder}
 * turns facts into their state: a scan is over when each step that a fact has named is. {@link
 * io.waybill.api.scans.ScheduleKeeper} starts them when a rule's time has come, {@link
 * io.waybill.api.scans.Cron} says when that is. May import schemas, the chassis, {@code
 * io.waybill.api.database} and {@code io.waybill.api.topics}.
 */
@NullMarked
package io.waybill.api.scans;

import org.jspecify.annotations.NullMarked;
