package io.waybill.worker.plan;

import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.NameOutline;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.worker.plan.NameParts.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The enabled rules of one source registry. Rules with the same source are asked together. Each
 * source stands by what its repositories' patterns have in any case: a whole name, a beginning, or
 * an end, whichever it shares with fewer others. A pattern that has none of them stands by the
 * empty beginning, and is asked each time.
 */
final class RegistryRules {
  /** Rules with the same source. */
  private static final class Shelf {
    private final RuleSource source;
    private final Map<RuleId, Rule> rules = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();

    Shelf(RuleSource source) {
      this.source = source;
    }
  }

  /** Where a shelf stands. */
  private record Place(NameParts<Shelf> parts, String key) {
    int neighbours() {
      return parts.count(key);
    }
  }

  private final Map<RuleSource, Shelf> shelves = new HashMap<>();
  private final NameParts<Shelf> names = new NameParts<>(Part.WHOLE);
  private final NameParts<Shelf> beginnings = new NameParts<>(Part.BEGINNING);
  private final NameParts<Shelf> ends = new NameParts<>(Part.END);

  void add(Rule rule) {
    shelves
        .computeIfAbsent(rule.spec().source(), source -> place(new Shelf(source)))
        .rules
        .put(rule.id(), rule);
  }

  void remove(Rule rule) {
    Shelf shelf = shelves.get(rule.spec().source());
    if (shelf == null || shelf.rules.remove(rule.id()) == null || !shelf.rules.isEmpty()) {
      return;
    }
    shelves.remove(shelf.source);
    shelf.places.forEach(place -> place.parts().remove(place.key(), shelf));
  }

  boolean isEmpty() {
    return shelves.isEmpty();
  }

  /** The rules that are about this image, in no order. */
  List<Rule> matching(Reference image) {
    String path = image.repository().path();
    Set<Shelf> found = new HashSet<>();
    for (NameParts<Shelf> parts : List.of(names, beginnings, ends)) {
      parts.find(
          path,
          shelf -> {
            if (RuleLookup.isAbout(shelf.source, image)) {
              // A shelf that stands in several places is found several times.
              found.add(shelf);
            }
          });
    }
    List<Rule> rules = new ArrayList<>();
    found.forEach(shelf -> rules.addAll(shelf.rules.values()));
    return rules;
  }

  private Shelf place(Shelf shelf) {
    for (NamePattern pattern : shelf.source.repositories()) {
      for (NameOutline outline : pattern.outlines()) {
        Place place = placeOf(outline);
        place.parts().add(place.key(), shelf);
        shelf.places.add(place);
      }
    }
    return shelf;
  }

  private Place placeOf(NameOutline outline) {
    if (outline.exact()) {
      return new Place(names, outline.prefix());
    }
    Place beginning = new Place(beginnings, outline.prefix());
    Place end = new Place(ends, outline.suffix());
    if (outline.prefix().isEmpty() || outline.suffix().isEmpty()) {
      return outline.suffix().isEmpty() ? beginning : end;
    }
    return beginning.neighbours() <= end.neighbours() ? beginning : end;
  }
}
