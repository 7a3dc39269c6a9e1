package io.waybill.api.access;

import io.waybill.schemas.names.Reference;
import java.util.List;

/**
 * Which tasks, or their records, somebody may see or have something done with.
 *
 * @param scope where their ends have to lie
 * @param ends how many of them
 */
public record Limit(Scope scope, Ends ends) {
  /** Every task. */
  public static final Limit NONE = new Limit(Scope.EVERYTHING, Ends.ONE);

  /** How many of a task's two ends have to lie within. */
  public enum Ends {
    /** Its source or its target. */
    ONE,
    /** Its source and its target. */
    BOTH
  }

  /** What somebody with this scope may see. */
  public static Limit toSee(Scope scope) {
    return new Limit(scope, Ends.ONE);
  }

  /** What somebody with this scope may have done, done again or cancelled. */
  public static Limit toTouch(Scope scope) {
    return new Limit(scope, Ends.BOTH);
  }

  /** Whether the task between these is one of those. */
  public boolean admits(Reference source, Reference target) {
    return switch (ends) {
      case ONE -> scope.sees(source, target);
      case BOTH -> scope.covers(source, target);
    };
  }

  /** Whether it is enough that the repository of one end is one of the scope's, in any registry. */
  public boolean isAboutRepositoriesOfEitherEnd() {
    return ends == Ends.ONE && scope.areas().stream().allMatch(area -> area.registries().isEmpty());
  }

  /**
   * The same as a condition in SQL.
   *
   * @param source what the names of the source's two columns begin with, which end with {@code
   *     _registry} and {@code _repository}
   * @param target the same of the target's
   */
  public Condition condition(String source, String target) {
    if (scope.isEverything()) {
      return Condition.TRUE;
    }
    List<Condition> both = List.of(end(source), end(target));
    return ends == Ends.ONE ? Condition.any(both) : Condition.all(both);
  }

  private Condition end(String columns) {
    return scope.condition(columns + "_registry", columns + "_repository");
  }
}
