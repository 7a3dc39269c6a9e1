package io.waybill.chassis.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The checks behind {@code /health/ready}: a role is ready when every one of them is good. */
public final class Health {
  private final Map<String, Check> checks = new ConcurrentSkipListMap<>();

  /** Without any check, which is ready. */
  public Health() {}

  /** Looks at one thing that the role cannot do without. */
  @FunctionalInterface
  public interface Check {
    /**
     * How it is now. Called on a virtual thread; answers within a few seconds.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    Status check() throws InterruptedException;
  }

  /**
   * How one thing is.
   *
   * @param ok whether the role can do its work
   * @param sentence why, for a person; no secret
   */
  public record Status(boolean ok, String sentence) {
    /** All is well. */
    public static Status good(String sentence) {
      return new Status(true, sentence);
    }

    /** The role cannot do its work. */
    public static Status bad(String sentence) {
      return new Status(false, sentence);
    }
  }

  /** Adds a check, or replaces the one of this name. */
  public void add(String name, Check check) {
    checks.put(name, check);
  }

  /** Runs every check, in the order of their names. A check that throws is bad. */
  public Map<String, Status> run() throws InterruptedException {
    Map<String, Status> results = new LinkedHashMap<>();
    for (Map.Entry<String, Check> check : checks.entrySet()) {
      results.put(check.getKey(), runOne(check.getValue()));
    }
    return results;
  }

  private static Status runOne(Check check) throws InterruptedException {
    try {
      return check.check();
    } catch (RuntimeException defect) {
      return Status.bad("The check itself failed: " + defect.getClass().getSimpleName());
    }
  }
}
