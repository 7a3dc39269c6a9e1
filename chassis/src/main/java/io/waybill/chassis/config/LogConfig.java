package io.waybill.chassis.config;

/**
 * What is logged, and how. Logs go to standard error.
 *
 * @param format text for people, JSON for machines
 * @param level the least severe events of Waybill's own that are logged
 */
public record LogConfig(
    @Key("`text` for people, `json` for machines: one object a line.") Format format,
    @Key("The least severe events that are logged: `error`, `warn`, `info`, `debug` or `trace`.")
        Level level) {
  /** What holds when nothing is configured. */
  public static final LogConfig DEFAULT = new LogConfig(Format.TEXT, Level.INFO);

  /** How an event is written. */
  public enum Format {
    /** For people. */
    TEXT,
    /** For machines. */
    JSON
  }

  /** How severe an event is. */
  public enum Level {
    /** Something failed, and somebody has to act. */
    ERROR,
    /** Something is wrong, and Waybill goes on. */
    WARN,
    /** What an operator wants to know. */
    INFO,
    /** What a developer wants to know. */
    DEBUG,
    /** Everything. */
    TRACE
  }
}
