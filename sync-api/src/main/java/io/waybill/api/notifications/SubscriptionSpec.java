package io.waybill.api.notifications;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.api.records.TaskRecord;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a person writes down: who wants to hear what.
 *
 * @param name unique among the subscriptions; letters, digits, dots, dashes and underscores
 * @param enabled whether it is told anything; left out, yes
 * @param when what it wants to hear of; left out, that something arrived
 * @param rules names or ids of the rules whose tasks count; none = all tasks
 * @param target which targets count; left out, all
 * @param webhook whom to tell
 * @param kubernetes or which workload to change
 */
public record SubscriptionSpec(
    String name,
    boolean enabled,
    Set<Occasion> when,
    List<String> rules,
    TargetFilter target,
    @Nullable WebhookSpec webhook,
    @Nullable KubernetesSpec kubernetes) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final int MOST_RULES = 100;

  /** Refuses what cannot work. */
  public SubscriptionSpec {
    when = Collections.unmodifiableSet(new TreeSet<>(when));
    rules = List.copyOf(rules);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 100 letters, digits, dots, dashes or underscores, not \""
              + name
              + "\"");
    }
    if (when.isEmpty()) {
      throw new IllegalArgumentException(
          "when must name something: arrived, succeeded, failed or cancelled");
    }
    if (rules.size() > MOST_RULES) {
      throw new IllegalArgumentException("rules must have at most " + MOST_RULES + " entries");
    }
    if ((webhook == null) == (kubernetes == null)) {
      throw new IllegalArgumentException(
          "a subscription has either a webhook or a workload of kubernetes");
    }
    if (kubernetes != null
        && (when.contains(Occasion.FAILED) || when.contains(Occasion.CANCELLED))) {
      throw new IllegalArgumentException(
          "when: a workload can only be given an image that is there: arrived or succeeded");
    }
  }

  /** Fills in the defaults. */
  @JsonCreator
  static SubscriptionSpec read(
      @JsonProperty("name") @Nullable String name,
      @JsonProperty("enabled") @Nullable Boolean enabled,
      @JsonProperty("when") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable Set<Occasion> when,
      @JsonProperty("rules") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<String> rules,
      @JsonProperty("target") @Nullable TargetFilter target,
      @JsonProperty("webhook") @Nullable WebhookSpec webhook,
      @JsonProperty("kubernetes") @Nullable KubernetesSpec kubernetes) {
    return new SubscriptionSpec(
        Missing.require(name, "name"),
        enabled == null || enabled,
        when == null ? EnumSet.of(Occasion.ARRIVED) : when,
        rules == null ? List.of() : rules,
        target == null ? TargetFilter.EVERYTHING : target,
        webhook,
        kubernetes);
  }

  /** Whether it wants to hear of one of these occasions of this task. */
  boolean wants(Set<Occasion> occasions, TaskRecord record) {
    return when.stream().anyMatch(occasions::contains)
        && matchesRule(record)
        && target.matches(record.target());
  }

  private boolean matchesRule(TaskRecord record) {
    return rules.isEmpty()
        || (record.ruleName() != null && rules.contains(record.ruleName()))
        || (record.ruleId() != null && rules.contains(record.ruleId().toString()));
  }

  /**
   * Whether only the newest notification counts: a workload must not be given an older image after
   * a newer one.
   */
  boolean wantsNewestOnly() {
    return kubernetes != null;
  }
}
