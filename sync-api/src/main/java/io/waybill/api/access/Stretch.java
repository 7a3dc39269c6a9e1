package io.waybill.api.access;

import io.waybill.chassis.config.RepositoryPrefix;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Flatten;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import java.util.List;

/**
 * What a pattern or a template can reach at most, as far as that is certain: what is written before
 * its first wildcard. A regular expression can reach everything.
 *
 * @param registry in which registry
 * @param prefix which repositories
 */
record Stretch(Registry registry, RepositoryPrefix prefix) {
  private static final String WILDCARDS = "*?{[";

  /** What a rule reads. */
  static List<Stretch> ofSource(RuleSource source) {
    return source.repositories().stream()
        .map(pattern -> new Stretch(source.registry(), ofPattern(pattern.toString())))
        .toList();
  }

  /** What a rule writes there. */
  static List<Stretch> ofTarget(RuleSource source, RuleTarget target) {
    return ofSource(source).stream()
        .map(read -> new Stretch(target.registry(), ofTemplate(target, read.prefix)))
        .toList();
  }

  private static RepositoryPrefix ofPattern(String pattern) {
    if (pattern.startsWith("/") || pattern.contains(":")) {
      return new RepositoryPrefix("", false);
    }
    int length = 0;
    while (length < pattern.length() && WILDCARDS.indexOf(pattern.charAt(length)) < 0) {
      length++;
    }
    return new RepositoryPrefix(pattern.substring(0, length), length == pattern.length());
  }

  private static RepositoryPrefix ofTemplate(RuleTarget target, RepositoryPrefix read) {
    String template = target.repository().toString();
    int brace = template.indexOf('{');
    if (brace < 0) {
      return new RepositoryPrefix(template, true);
    }
    String written = template.substring(0, brace);
    String rest = template.substring(brace);
    if (rest.equals("{repository}") && target.flatten().equals(Flatten.NONE)) {
      return new RepositoryPrefix(written + read.path(), read.whole());
    }
    if (rest.startsWith("{repository}") && target.flatten().equals(Flatten.NONE)) {
      return new RepositoryPrefix(written + read.path(), false);
    }
    if (rest.startsWith("{namespace}/")) {
      // All that is read has the path up to this slash, so its namespace begins with it.
      return new RepositoryPrefix(
          written + read.path().substring(0, read.path().lastIndexOf('/') + 1), false);
    }
    return new RepositoryPrefix(written, false);
  }
}
