/**
 * Looking over what is there already: {@link io.waybill.schemas.scans.ScanStep}, a small piece of a
 * scan that a worker does at one go, and {@link io.waybill.schemas.scans.ScanFact}, what became of
 * it. Imports names, rules, tasks, events, failures and Jackson's annotations.
 */
@NullMarked
package io.waybill.schemas.scans;

import org.jspecify.annotations.NullMarked;
