package io.waybill.worker.circuit;

/** Whether the tasks of a region lead anywhere. */
public enum Road {
  /** A registry of the region is used, or none is configured. */
  OPEN,
  /** All were left alone, and one answers again: one task may try it. */
  ONE_BY_ONE,
  /** All are left alone: tasks wait in their queue. */
  CLOSED
}
