package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a person writes down: the images to watch, where they go, and how.
 *
 * @param name unique among the rules; letters, digits, dots, dashes and underscores
 * @param enabled whether it plans tasks; left out, yes
 * @param source which images
 * @param targets where they go; at least one
 * @param referrers whether signatures, SBOMs and attestations come along; left out, yes
 * @param overwrite what happens to a target tag that points to something else; left out, always
 * @param timeout how long one attempt may take; left out, two hours
 * @param platforms the platforms of an image that are wanted; left out, all
 * @param platformMode what becomes of an index of which only some are; goes with platforms
 * @param foreignLayers what happens to layers that have an address of their own; left out, they
 *     stay there
 * @param bandwidth how much one copy may write in a second; left out, its share of what the
 *     registries allow
 * @param artifacts the kinds of content that it takes; null = any
 * @param deletes what a deletion at the source means; null = nothing
 * @param schedule when source and targets are compared; null = only when asked
 * @param backfill whether the images that are there are copied when the rule is made; null = no
 * @param priority how much its tasks are in a hurry; null = {@link Priority#NORMAL}
 */
public record RuleSpec(
    String name,
    boolean enabled,
    RuleSource source,
    List<RuleTarget> targets,
    boolean referrers,
    Overwrite overwrite,
    TimeSpan timeout,
    @Nullable List<PlatformPattern> platforms,
    @Nullable PlatformMode platformMode,
    @Nullable ForeignLayers foreignLayers,
    @Nullable ByteRate bandwidth,
    @Nullable List<ArtifactType> artifacts,
    @Nullable Deletes deletes,
    @Nullable Schedule schedule,
    @Nullable Boolean backfill,
    @Nullable Priority priority) {

  /** How long an attempt may take where the rule does not say. */
  public static final TimeSpan DEFAULT_TIMEOUT = TimeSpan.parse("2h");

  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
  private static final int MAX_TARGETS = 100;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Refuses what cannot run. */
  public RuleSpec {
    targets = List.copyOf(targets);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 100 letters, digits, dots, dashes or underscores, not \""
              + name
              + "\"");
    }
    if (targets.isEmpty() || targets.size() > MAX_TARGETS) {
      throw new IllegalArgumentException("targets must have 1 to " + MAX_TARGETS + " entries");
    }
    if (timeout.duration().compareTo(SHORTEST_TIMEOUT) < 0) {
      throw new IllegalArgumentException("timeout must be at least 1s, not " + timeout);
    }
    platforms = platforms == null || platforms.isEmpty() ? null : List.copyOf(platforms);
    PlatformSelection.of(platforms, platformMode);
    artifacts = onlySome(artifacts);
    deletes = Deletes.IGNORE.equals(deletes) ? null : deletes;
    backfill = Boolean.TRUE.equals(backfill) ? true : null;
    priority = priority == Priority.NORMAL ? null : priority;
  }

  /** What was left out and what says "all" are the same, and are written the same. */
  private static @Nullable List<ArtifactType> onlySome(@Nullable List<ArtifactType> types) {
    boolean all = types == null || types.isEmpty() || types.contains(ArtifactType.ANY);
    return all ? null : List.copyOf(types);
  }

  /** Fills in the defaults. */
  @JsonCreator
  static RuleSpec read(
      @JsonProperty("name") @Nullable String name,
      @JsonProperty("enabled") @Nullable Boolean enabled,
      @JsonProperty("source") @Nullable RuleSource source,
      @JsonProperty("targets") @Nullable List<RuleTarget> targets,
      @JsonProperty("referrers") @Nullable Boolean referrers,
      @JsonProperty("overwrite") @Nullable Overwrite overwrite,
      @JsonProperty("timeout") @Nullable TimeSpan timeout,
      @JsonProperty("platforms") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<PlatformPattern> platforms,
      @JsonProperty("platformMode") @Nullable PlatformMode platformMode,
      @JsonProperty("foreignLayers") @Nullable ForeignLayers foreignLayers,
      @JsonProperty("bandwidth") @Nullable ByteRate bandwidth,
      @JsonProperty("artifacts") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<ArtifactType> artifacts,
      @JsonProperty("deletes") @Nullable Deletes deletes,
      @JsonProperty("schedule") @Nullable Schedule schedule,
      @JsonProperty("backfill") @Nullable Boolean backfill,
      @JsonProperty("priority") @Nullable Priority priority) {
    return new RuleSpec(
        Missing.require(name, "name"),
        enabled == null || enabled,
        Missing.require(source, "source"),
        Missing.require(targets, "targets"),
        referrers == null || referrers,
        overwrite == null ? Overwrite.ALWAYS : overwrite,
        timeout == null ? DEFAULT_TIMEOUT : timeout,
        platforms,
        platformMode,
        foreignLayers,
        bandwidth,
        artifacts,
        deletes,
        schedule,
        backfill,
        priority);
  }

  /** A rule with every default. */
  public static RuleSpec of(String name, RuleSource source, List<RuleTarget> targets) {
    return new RuleDraft(name, source, targets).build();
  }

  /** The same, to be changed in some way. */
  public RuleDraft draft() {
    return new RuleDraft(this);
  }

  /** The same with another overwrite policy. */
  public RuleSpec with(Overwrite policy) {
    return draft().overwrite(policy).build();
  }

  /** What a deletion at the source means. */
  public Deletes deletesOrDefault() {
    return deletes == null ? Deletes.IGNORE : deletes;
  }

  /** How much its tasks are in a hurry. */
  public Priority priorityOrDefault() {
    return priority == null ? Priority.NORMAL : priority;
  }

  /** Whether the images that are there are copied when the rule is made. */
  public boolean asksForBackfill() {
    return backfill != null;
  }
}
