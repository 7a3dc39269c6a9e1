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
    @Nullable ByteRate bandwidth) {

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
  }

  /** A rule that carries images as they are. */
  public RuleSpec(
      String name,
      boolean enabled,
      RuleSource source,
      List<RuleTarget> targets,
      boolean referrers,
      Overwrite overwrite,
      TimeSpan timeout) {
    this(name, enabled, source, targets, referrers, overwrite, timeout, null, null, null, null);
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
      @JsonProperty("bandwidth") @Nullable ByteRate bandwidth) {
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
        bandwidth);
  }

  /** A rule with every default. */
  public static RuleSpec of(String name, RuleSource source, List<RuleTarget> targets) {
    return new RuleSpec(name, true, source, targets, true, Overwrite.ALWAYS, DEFAULT_TIMEOUT);
  }

  /** The same with another overwrite policy. */
  public RuleSpec with(Overwrite policy) {
    return new RuleSpec(
        name,
        enabled,
        source,
        targets,
        referrers,
        policy,
        timeout,
        platforms,
        platformMode,
        foreignLayers,
        bandwidth);
  }
}
