package io.waybill.api.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.RuleSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a caller may do what their role lets them: the areas together. Who reads sees what has one
 * end within; who changes something or has it done needs all ends within.
 *
 * @param areas none = nowhere
 */
public record Scope(List<Area> areas) {
  /** No limit. */
  public static final Scope EVERYTHING =
      new Scope(List.of(new Area(java.util.Set.of(), java.util.Set.of())));

  /** Keeps a copy. */
  @JsonCreator
  public Scope {
    areas = List.copyOf(areas);
  }

  /** Whether there is no limit. */
  public boolean isEverything() {
    return areas.stream().anyMatch(Area::isEverything);
  }

  /** What {@link #orNull} gave. */
  public static Scope of(@Nullable Scope limit) {
    return limit == null ? EVERYTHING : limit;
  }

  /** The same where it is a limit; null where it is none. */
  public @Nullable Scope orNull() {
    return isEverything() ? null : this;
  }

  /** The areas in an order that says nothing, so that limits to the same are kept as the same. */
  @JsonValue
  public List<Area> inOrder() {
    return areas.stream().distinct().sorted(Comparator.comparing(Scope::text)).toList();
  }

  /** Whether whole registries are all that it tells apart. */
  public boolean isOfWholeRegistries() {
    return isEverything() || areas.stream().allMatch(Area::hasEveryRepository);
  }

  /** Whether the repository lies within. */
  public boolean contains(Repository repository) {
    return areas.stream().anyMatch(area -> area.contains(repository));
  }

  /** Whether the image lies within. */
  public boolean contains(Reference image) {
    return contains(image.repository());
  }

  /** Whether something in the registry lies within. */
  public boolean touches(Registry registry) {
    return areas.stream().anyMatch(area -> area.touches(registry));
  }

  /** Whether a task, a record, may be read: one of its ends lies within. */
  public boolean sees(Reference source, Reference target) {
    return contains(source) || contains(target);
  }

  /** Whether a task may be made, done again, cancelled: both of its ends lie within. */
  public boolean covers(Reference source, Reference target) {
    return contains(source) && contains(target);
  }

  /** Whether the rule may be read: all of its source, or all of one target, lies within. */
  public boolean sees(RuleSpec rule) {
    return isEverything()
        || covers(List.of(Stretch.ofSource(rule.source())))
        || rule.targets().stream()
            .anyMatch(target -> covers(List.of(Stretch.ofTarget(rule.source(), target))));
  }

  /** Whether the rule may be made or changed: all that it can read and write lies within. */
  public boolean covers(RuleSpec rule) {
    return isEverything()
        || (covers(List.of(Stretch.ofSource(rule.source())))
            && rule.targets().stream()
                .allMatch(target -> covers(List.of(Stretch.ofTarget(rule.source(), target)))));
  }

  private boolean covers(List<List<Stretch>> stretches) {
    return stretches.stream()
        .flatMap(List::stream)
        .allMatch(
            stretch ->
                areas.stream()
                    .anyMatch(area -> area.contains(stretch.registry(), stretch.prefix())));
  }

  /**
   * The same as a condition in SQL, on the two columns of one image.
   *
   * @param registry the column that has the registry's name
   * @param repository the column that has the repository's path
   */
  public Condition condition(String registry, String repository) {
    if (isEverything()) {
      return Condition.TRUE;
    }
    return Condition.any(areas.stream().map(area -> area(area, registry, repository)).toList());
  }

  private static Condition area(Area area, String registry, String repository) {
    List<Condition> all = new ArrayList<>();
    if (!area.registries().isEmpty()) {
      Object[] names = area.registries().stream().map(Registry::name).toArray();
      all.add(new Condition(registry + " = ANY (?)", List.of((Object) names)));
    }
    if (!area.hasEveryRepository()) {
      all.add(
          Condition.any(
              area.repositories().stream()
                  .map(
                      prefix ->
                          new Condition(
                              prefix.whole()
                                  ? repository + " = ?"
                                  : "starts_with(" + repository + ", ?)",
                              List.of(prefix.path())))
                  .toList()));
    }
    return Condition.all(all);
  }

  /** For a person: what the limit is. */
  @Override
  public String toString() {
    if (isEverything()) {
      return "everything";
    }
    return areas.isEmpty()
        ? "nothing"
        : areas.stream().map(Scope::text).collect(Collectors.joining("; "));
  }

  private static String text(Area area) {
    String repositories =
        area.repositories().isEmpty()
            ? "every repository"
            : area.repositories().stream().map(Object::toString).collect(Collectors.joining(", "));
    return area.registries().isEmpty()
        ? repositories
        : repositories
            + " in "
            + area.registries().stream().map(Registry::name).collect(Collectors.joining(", "));
  }
}
