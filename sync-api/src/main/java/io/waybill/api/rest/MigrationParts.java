package io.waybill.api.rest;

import io.waybill.api.migrate.NewMigration.NewPart;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanRule;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.tasks.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the parts of a migration of what somebody wants, or says all that is wrong with it. */
final class MigrationParts {
  private static final int MOST_PROBLEMS = 20;

  private final Registries registries;
  private final MigrationWish wish;
  private final MigrationId id;
  private final String requestedBy;
  private final Instant now;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> unknown = new LinkedHashSet<>();

  MigrationParts(
      Registries registries, MigrationWish wish, MigrationId id, String requestedBy, Instant now) {
    this.registries = registries;
    this.wish = wish;
    this.id = id;
    this.requestedBy = requestedBy;
    this.now = now;
  }

  /** All parts; 422 with everything that is wrong. */
  List<NewPart> make() {
    List<NewPart> made = new ArrayList<>();
    for (int i = 0; i < wish.parts().size(); i++) {
      NewPart part = make(wish.parts().get(i), i);
      if (part != null) {
        made.add(part);
      }
    }
    if (!unknown.isEmpty()) {
      throw new ProblemException(unknownProblem());
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(
          Problem.unprocessable(
                  problems.stream().limit(MOST_PROBLEMS).collect(Collectors.joining(" ")))
              .with("key", "parts"));
    }
    return made;
  }

  private Problem unknownProblem() {
    String lines =
        unknown.stream()
            .map(
                host ->
                    "%s: {url: \"https://%s\"}"
                        .formatted(host.replaceAll("[^A-Za-z0-9-]", "-"), host))
            .collect(Collectors.joining(", "));
    return Problem.unprocessable(
            ("This Waybill does not know %s. Add what is missing to the configuration of every"
                    + " role, with its username and password: registries: {%s}")
                .formatted(String.join(", ", unknown), lines))
        .with("key", "parts")
        .with("unknownRegistries", List.copyOf(unknown));
  }

  private @Nullable NewPart make(MigrationWish.Part part, int index) {
    Repository source = repository(part.source(), index, "source");
    Repository target = repository(part.target(), index, "target");
    String mistake = mistake(part);
    if (mistake != null) {
      problems.add("parts[%d].%s.".formatted(index, mistake));
    }
    if (source == null || target == null || mistake != null) {
      return null;
    }
    if (source.equals(target) && part.tag() == null) {
      problems.add("parts[%d].target: it is the source itself.".formatted(index));
      return null;
    }
    return new NewPart(
        source,
        text(part, target),
        target.registry().name(),
        request(part, index, source, target),
        part.digest());
  }

  /** What cannot go together; null where all is well. */
  private static @Nullable String mistake(MigrationWish.Part part) {
    List<NamePattern> tags = part.tags() == null ? List.of() : part.tags();
    if (part.digest() != null && !tags.isEmpty()) {
      return "digest: give tags or a digest, not both";
    }
    if (tags.size() > MigrationWish.MOST_TAGS) {
      return "tags: a part names at most %d tags, make several of it"
          .formatted(MigrationWish.MOST_TAGS);
    }
    boolean one =
        part.digest() != null
            || (tags.size() == 1
                && tags.getFirst().outlines().size() == 1
                && tags.getFirst().outlines().getFirst().exact());
    return part.tag() == null || one
        ? null
        : "tag: a new tag is for one image, so name one tag or a digest";
  }

  private static String text(MigrationWish.Part part, Repository target) {
    if (part.tag() != null) {
      return target.tag(part.tag()).toString();
    }
    return part.digest() == null ? target.toString() : target.digest(part.digest()).toString();
  }

  private @Nullable Repository repository(String text, int index, String key) {
    int slash = text.indexOf('/');
    if (slash <= 0) {
      problems.add(
          "parts[%d].%s: \"%s\" has no registry: write REGISTRY/REPOSITORY."
              .formatted(index, key, text));
      return null;
    }
    List<Registry> meant = registries.named(text.substring(0, slash));
    if (meant.isEmpty()) {
      unknown.add(text.substring(0, slash));
      return null;
    }
    if (meant.size() > 1) {
      problems.add(
          "parts[%d].%s: %s is configured several times (%s): write one of these names in its place."
              .formatted(
                  index,
                  key,
                  text.substring(0, slash),
                  meant.stream().map(Registry::name).collect(Collectors.joining(", "))));
      return null;
    }
    try {
      return Repository.of(meant.getFirst(), text.substring(slash + 1));
    } catch (InvalidNameException invalid) {
      problems.add("parts[%d].%s: %s.".formatted(index, key, invalid.getMessage()));
      return null;
    }
  }

  private ScanRequest request(
      MigrationWish.Part part, int index, Repository source, Repository target) {
    RuleSource from =
        new RuleSource(source.registry(), List.of(NamePattern.parse(source.path())), null, null);
    RuleTarget to =
        new RuleTarget(
            target.registry(),
            Template.parse(target.path()),
            part.tag() == null ? null : Template.parse(part.tag().name()),
            null);
    UUID scan =
        UUID.nameUUIDFromBytes(
            ("migration\n" + id + "\n" + index).getBytes(StandardCharsets.UTF_8));
    return new ScanRequest(
        new ScanId(scan),
        new ScanRule(null, null, wish.terms().draft().source(from).targets(List.of(to)).build()),
        Trigger.MANUAL,
        false,
        new ScanScope(null, part.tags()),
        now,
        requestedBy,
        id);
  }
}
