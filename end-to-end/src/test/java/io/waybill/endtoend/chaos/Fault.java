package io.waybill.endtoend.chaos;

import java.util.EnumSet;
import java.util.List;

/** What a plan can break. */
enum Fault {
  /** kill -9 of one of the workers. */
  WORKER_KILLED,
  /** SIGTERM of one of the workers: it has to end in good order. */
  WORKER_STOPPED,
  /** One of the workers is frozen past the time of its locks, and then goes on. */
  WORKER_FROZEN,
  /** kill -9 of the gateway. */
  GATEWAY_KILLED,
  /** SIGTERM of the gateway. */
  GATEWAY_STOPPED,
  /** kill -9 of the API. */
  API_KILLED,
  /** SIGTERM of the API. */
  API_STOPPED,
  /** kill -9 of Kafka. */
  BROKER_KILLED,
  /** SIGTERM of Kafka. */
  BROKER_STOPPED,
  /** kill -9 of PostgreSQL. */
  DATABASE_KILLED,
  /** SIGTERM of PostgreSQL. */
  DATABASE_STOPPED,
  /** kill -9 of one of the registries. */
  REGISTRY_KILLED,
  /** SIGTERM of one of the registries. */
  REGISTRY_STOPPED,

  /** Whatever is connected is cut. */
  LINE_CUT,
  /** Nobody listens. */
  LINE_REFUSED,
  /** No byte passes. */
  LINE_SILENT,
  /** What is sent arrives, answers do not. */
  LINE_HALF_OPEN,
  /** Everything takes longer. */
  LINE_SLOW,
  /** Bytes trickle. */
  LINE_THROTTLED,
  /** What is sent arrives, and the connection breaks then. */
  ANSWERS_LOST,
  /** A registry has enough. */
  REGISTRY_BUSY,
  /** A registry is broken. */
  REGISTRY_BROKEN;

  /** What happens to processes; one at a time. */
  static final List<Fault> OF_PROCESSES =
      List.copyOf(EnumSet.range(WORKER_KILLED, REGISTRY_STOPPED));

  /** What happens to lines between them; one at a time, beside those. */
  static final List<Fault> OF_LINES = List.copyOf(EnumSet.range(LINE_CUT, REGISTRY_BROKEN));

  /** What happens to processes around the roles, which themselves go on for all of the time. */
  static final List<Fault> AROUND_ROLES =
      List.of(
          WORKER_FROZEN,
          BROKER_KILLED,
          BROKER_STOPPED,
          DATABASE_KILLED,
          DATABASE_STOPPED,
          REGISTRY_KILLED,
          REGISTRY_STOPPED);
}
