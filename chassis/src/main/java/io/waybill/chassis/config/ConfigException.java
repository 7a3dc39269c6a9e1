package io.waybill.chassis.config;

import java.util.List;

/**
 * A configuration that cannot be used. The message lists every problem that was found, each a
 * sentence that names the key and the place; it holds no secret.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigException(String source, List<String> problems) {
    super(
        problems.size() == 1
            ? problems.getFirst()
            : "The configuration ("
                + source
                + ") has "
                + problems.size()
                + " problems:\n- "
                + String.join("\n- ", problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, in the order of the file. */
  public List<String> problems() {
    return problems == null ? List.of() : problems;
  }
}
