package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.schemas.names.Tag;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a deletion at the source means for the targets. Written as the policy alone, it has no
 * protected tags and the usual brake.
 *
 * @param policy whether targets follow
 * @param protectTags patterns over target tags that are never deleted
 * @param brake how much may be deleted before somebody is asked
 */
public record Deletes(Policy policy, List<NamePattern> protectTags, Brake brake) {
  /** Nothing is ever deleted. */
  public static final Deletes IGNORE = new Deletes(Policy.IGNORE, List.of(), Brake.DEFAULT);

  /** Whether targets follow. */
  public enum Policy {
    /** They keep what they have. */
    @JsonProperty("ignore")
    IGNORE,
    /** What is gone at the source goes at the targets. */
    @JsonProperty("propagate")
    PROPAGATE
  }

  /**
   * A rule that would delete more than this within an hour stops and asks.
   *
   * @param count so many tags
   * @param percent so many of a hundred tags that the rule has put into the repository, where they
   *     are ten or more
   */
  public record Brake(int count, int percent) {
    /** Twenty tags, or a tenth of a repository. */
    public static final Brake DEFAULT = new Brake(20, 10);

    private static final int MOST = 1_000_000;

    /** Refuses what is no number of tags, or no share. */
    public Brake {
      if (count < 0 || count > MOST) {
        throw new IllegalArgumentException("count must be from 0 to " + MOST + ", not " + count);
      }
      if (percent < 0 || percent > 100) {
        throw new IllegalArgumentException("percent must be from 0 to 100, not " + percent);
      }
    }

    /** Fills in the defaults. */
    @JsonCreator
    static Brake read(
        @JsonProperty("count") @Nullable Integer count,
        @JsonProperty("percent") @Nullable Integer percent) {
      return new Brake(
          count == null ? DEFAULT.count : count, percent == null ? DEFAULT.percent : percent);
    }
  }

  /** Keeps a copy of the list. */
  public Deletes {
    protectTags = List.copyOf(protectTags);
  }

  /** Fills in the defaults of the long form. */
  @JsonCreator
  static Deletes read(
      @JsonProperty("policy") @Nullable Policy policy,
      @JsonProperty("protectTags")
          @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<NamePattern> protectTags,
      @JsonProperty("brake") @Nullable Brake brake) {
    return new Deletes(
        Missing.require(policy, "policy"),
        protectTags == null ? List.of() : protectTags,
        brake == null ? Brake.DEFAULT : brake);
  }

  /** Reads the short form. */
  @JsonCreator
  public static Deletes parse(String policy) {
    return switch (policy) {
      case "ignore" -> IGNORE;
      case "propagate" -> new Deletes(Policy.PROPAGATE, List.of(), Brake.DEFAULT);
      default ->
          throw new IllegalArgumentException(
              "deletes must be ignore or propagate, not \"" + policy + "\"");
    };
  }

  /** The pattern that keeps a target tag from being deleted, if one does. */
  public Optional<NamePattern> findProtection(Tag target) {
    return protectTags.stream().filter(pattern -> pattern.matches(target.name())).findFirst();
  }

  /** Whether what is gone at the source goes at the targets. */
  public boolean propagates() {
    return policy == Policy.PROPAGATE;
  }
}
