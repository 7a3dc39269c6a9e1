package io.waybill.api.records;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.RuleId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in some hours.
 *
 * @param since the beginning of the first hour
 * @param until the end of the last hour
 * @param by what the groups are
 * @param total all of it
 * @param groups each with its part, the one with the most tasks first
 */
public record StatisticsReport(
    Instant since, Instant until, By by, Numbers total, List<Group> groups) {
  /** Keeps a copy of the list. */
  public StatisticsReport {
    groups = List.copyOf(groups);
  }

  /** What is told apart. */
  public enum By {
    /** The rule that a task follows. */
    @JsonProperty("rule")
    RULE,
    /** The registry, once as a source and once as a target. */
    @JsonProperty("registry")
    REGISTRY,
    /** The target's region. */
    @JsonProperty("region")
    REGION
  }

  /** Which end of a task. */
  public enum Side {
    /** It was read from. */
    @JsonProperty("source")
    SOURCE,
    /** It was written to. */
    @JsonProperty("target")
    TARGET
  }

  /**
   * A part; what it is a part by is there, the rest is null.
   *
   * @param ruleId the rule, or null for syncs that no rule asked for
   * @param ruleName its name in the last of the hours
   * @param registry the registry
   * @param side which end it was
   * @param region the region
   * @param numbers its numbers
   */
  public record Group(
      @Nullable RuleId ruleId,
      @Nullable String ruleName,
      @Nullable Registry registry,
      @Nullable Side side,
      @Nullable Region region,
      Numbers numbers) {}

  /**
   * Numbers of tasks that were planned in the time.
   *
   * @param tasks how many, by where they stand now
   * @param successRate the share of those that succeeded or failed that succeeded; null where none
   *     did either
   * @param seconds from the push until the image was there, of those that succeeded; null where
   *     none did
   * @param bytes what the deciding tries moved
   * @param failures why they failed, the most frequent reasons first
   */
  public record Numbers(
      Tasks tasks,
      @Nullable Double successRate,
      @Nullable Seconds seconds,
      Bytes bytes,
      List<Reason> failures) {
    /** Keeps a copy of the list. */
    public Numbers {
      failures = List.copyOf(failures);
    }
  }

  /**
   * Tasks by where they stand.
   *
   * @param queued in the queue
   * @param running at work
   * @param waiting for another try
   * @param succeeded the target is what the source is
   * @param failed they will not be tried again by themselves
   * @param cancelled somebody cancelled them
   * @param held deletes that a person, or the brake, has not let go
   */
  public record Tasks(
      long queued,
      long running,
      long waiting,
      long succeeded,
      long failed,
      long cancelled,
      long held) {
    long all() {
      return queued + running + waiting + succeeded + failed + cancelled + held;
    }
  }

  /**
   * Times that this share of the tasks did not exceed; within 5 % of the exact ones.
   *
   * @param p50 half of them
   * @param p95 of a hundred, 95
   * @param p99 of a hundred, 99
   */
  public record Seconds(double p50, double p95, double p99) {}

  /**
   * Bytes.
   *
   * @param read from sources
   * @param written to targets
   * @param skipped because the target had them
   * @param mounted from another repository of the target
   */
  public record Bytes(long read, long written, long skipped, long mounted) {}

  /**
   * Why tasks failed.
   *
   * @param code the failure code
   * @param tasks how many
   */
  public record Reason(String code, long tasks) {}
}
