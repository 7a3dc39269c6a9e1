package io.waybill.migration.rules;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has been made of files so far. Rules that say the same of several repositories, or of
 * several tags, become one; in the end each has a name of its own.
 */
final class RuleCollector {
  /** The most patterns that a rule takes. */
  private static final int MOST_PATTERNS = 1_000;

  private static final String UNNAMED = "unnamed";

  /** What a rule says of tags where it takes all of them. */
  private static final List<NamePattern> EVERY_TAG = List.of(NamePattern.parse("*"));

  private final ImportOptions options;
  private final RegistryBook registries;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Remark> remarks = new LinkedHashSet<>();

  /**
   * A rule.
   *
   * @param name how it would like to be called
   * @param group rules of the same group may become one
   */
  private record Entry(String name, String group, RuleSpec spec) {}

  /** What rules have in common that become one. */
  private record Shape(String group, RuleSpec spec) {}

  RuleCollector(ImportOptions options) {
    this.options = options;
    this.registries = new RegistryBook(options.names());
  }

  ImportOptions options() {
    return options;
  }

  RegistryBook registries() {
    return registries;
  }

  /** Whether no rule has been made. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Each thing is said once, however often it was met. */
  void remark(Remark remark) {
    remarks.add(remark);
  }

  /**
   * Takes a rule.
   *
   * @param name how it would like to be called; another of that name gets a number
   * @param group rules of the same group may become one
   * @param spec the rule; its own name does not matter
   */
  void add(String name, String group, RuleSpec spec) {
    entries.add(new Entry(name, group, spec.draft().name(UNNAMED).build()));
  }

  ImportedRules result(ImportFormat format) {
    List<RuleSpec> rules = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Entry entry : joined(joined(entries, false), true)) {
      String name = entry.name();
      for (int i = 2; !taken.add(name); i++) {
        name = entry.name() + "-" + i;
      }
      rules.add(entry.spec().draft().name(name).build());
    }
    return new ImportedRules(
        format, rules, registries.registries(), List.copyOf(remarks), registries.unmet());
  }

  /**
   * Makes one of those that differ in nothing but their tags, or nothing but their repositories.
   */
  private static List<Entry> joined(List<Entry> entries, boolean byRepositories) {
    Map<Shape, List<Entry>> shapes = new LinkedHashMap<>();
    for (Entry entry : entries) {
      RuleSource source = entry.spec().source();
      // The newest of two lists of tags are not the newest of each.
      boolean alone = !byRepositories && source.latest() != null;
      String group = alone ? entry.group() + "#" + shapes.size() : entry.group();
      RuleSource shape =
          byRepositories
              ? with(source, List.of(NamePattern.parse("any")), source.tags())
              : with(source, source.repositories(), List.of());
      shapes
          .computeIfAbsent(
              new Shape(group, entry.spec().draft().source(shape).build()), _ -> new ArrayList<>())
          .add(entry);
    }
    List<Entry> joined = new ArrayList<>();
    shapes.values().forEach(alike -> joined.addAll(one(alike, byRepositories)));
    return joined;
  }

  private static List<Entry> one(List<Entry> alike, boolean byRepositories) {
    List<Entry> entries = new ArrayList<>();
    Set<NamePattern> patterns = new LinkedHashSet<>();
    Entry first = alike.getFirst();
    for (Entry entry : alike) {
      RuleSource source = entry.spec().source();
      if (!byRepositories && source.tags().equals(EVERY_TAG)) {
        // Beside every tag, some of them say nothing more.
        return List.of(with(alike.getFirst(), Set.copyOf(EVERY_TAG), false));
      }
      List<NamePattern> more = byRepositories ? source.repositories() : source.tags();
      if (patterns.size() + more.size() > MOST_PATTERNS) {
        entries.add(with(first, patterns, byRepositories));
        patterns.clear();
        first = entry;
      }
      patterns.addAll(more);
    }
    entries.add(with(first, patterns, byRepositories));
    return entries;
  }

  private static Entry with(Entry entry, Set<NamePattern> patterns, boolean repositories) {
    RuleSource source = entry.spec().source();
    List<NamePattern> list = List.copyOf(patterns);
    RuleSource joined =
        repositories
            ? with(source, list, source.tags())
            : with(source, source.repositories(), list);
    return new Entry(entry.name(), entry.group(), entry.spec().draft().source(joined).build());
  }

  private static RuleSource with(
      RuleSource source, List<NamePattern> repositories, List<NamePattern> tags) {
    Registry registry = source.registry();
    return new RuleSource(
        registry,
        repositories,
        source.excludeRepositories(),
        tags,
        source.excludeTags(),
        source.latest(),
        source.digests());
  }
}
