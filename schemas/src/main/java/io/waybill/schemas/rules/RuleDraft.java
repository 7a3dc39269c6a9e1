package io.waybill.schemas.rules;

import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.TimeSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule while it is written; every key that is not set has its default. One thread's. */
public final class RuleDraft {
  private String name;
  private boolean enabled = true;
  private RuleSource source;
  private List<RuleTarget> targets;
  private boolean referrers = true;
  private Overwrite overwrite = Overwrite.ALWAYS;
  private TimeSpan timeout = RuleSpec.DEFAULT_TIMEOUT;
  private @Nullable List<PlatformPattern> platforms;
  private @Nullable PlatformMode platformMode;
  private @Nullable ForeignLayers foreignLayers;
  private @Nullable ByteRate bandwidth;
  private @Nullable List<ArtifactType> artifacts;
  private @Nullable Deletes deletes;
  private @Nullable Schedule schedule;
  private @Nullable Boolean backfill;
  private @Nullable Priority priority;

  /** A draft with every default. */
  public RuleDraft(String name, RuleSource source, List<RuleTarget> targets) {
    this.name = name;
    this.source = source;
    this.targets = targets;
  }

  RuleDraft(RuleSpec spec) {
    name = spec.name();
    enabled = spec.enabled();
    source = spec.source();
    targets = spec.targets();
    referrers = spec.referrers();
    overwrite = spec.overwrite();
    timeout = spec.timeout();
    platforms = spec.platforms();
    platformMode = spec.platformMode();
    foreignLayers = spec.foreignLayers();
    bandwidth = spec.bandwidth();
    artifacts = spec.artifacts();
    deletes = spec.deletes();
    schedule = spec.schedule();
    backfill = spec.backfill();
    priority = spec.priority();
  }

  /** Sets the key {@code name}. */
  public RuleDraft name(String name) {
    this.name = name;
    return this;
  }

  /** Sets the key {@code enabled}. */
  public RuleDraft enabled(boolean enabled) {
    this.enabled = enabled;
    return this;
  }

  /** Sets the key {@code source}. */
  public RuleDraft source(RuleSource source) {
    this.source = source;
    return this;
  }

  /** Sets the key {@code targets}. */
  public RuleDraft targets(List<RuleTarget> targets) {
    this.targets = targets;
    return this;
  }

  /** Sets the key {@code referrers}. */
  public RuleDraft referrers(boolean referrers) {
    this.referrers = referrers;
    return this;
  }

  /** Sets the key {@code overwrite}. */
  public RuleDraft overwrite(Overwrite overwrite) {
    this.overwrite = overwrite;
    return this;
  }

  /** Sets the key {@code timeout}. */
  public RuleDraft timeout(TimeSpan timeout) {
    this.timeout = timeout;
    return this;
  }

  /** Sets the key {@code platforms}. */
  public RuleDraft platforms(@Nullable List<PlatformPattern> platforms) {
    this.platforms = platforms;
    return this;
  }

  /** Sets the key {@code platformMode}. */
  public RuleDraft platformMode(@Nullable PlatformMode platformMode) {
    this.platformMode = platformMode;
    return this;
  }

  /** Sets the key {@code foreignLayers}. */
  public RuleDraft foreignLayers(@Nullable ForeignLayers foreignLayers) {
    this.foreignLayers = foreignLayers;
    return this;
  }

  /** Sets the key {@code bandwidth}. */
  public RuleDraft bandwidth(@Nullable ByteRate bandwidth) {
    this.bandwidth = bandwidth;
    return this;
  }

  /** Sets the key {@code artifacts}. */
  public RuleDraft artifacts(@Nullable List<ArtifactType> artifacts) {
    this.artifacts = artifacts;
    return this;
  }

  /** Sets the key {@code deletes}. */
  public RuleDraft deletes(@Nullable Deletes deletes) {
    this.deletes = deletes;
    return this;
  }

  /** Sets the key {@code schedule}. */
  public RuleDraft schedule(@Nullable Schedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /** Sets the key {@code backfill}. */
  public RuleDraft backfill(@Nullable Boolean backfill) {
    this.backfill = backfill;
    return this;
  }

  /** Sets the key {@code priority}. */
  public RuleDraft priority(@Nullable Priority priority) {
    this.priority = priority;
    return this;
  }

  /** The rule; refuses what cannot run, with a sentence. */
  public RuleSpec build() {
    return new RuleSpec(
        name,
        enabled,
        source,
        targets,
        referrers,
        overwrite,
        timeout,
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
}
