package io.waybill.worker.scan;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanStep;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Compares some tags of one repository with their targets. Where it is run again, it looks only at
 * what could not be compared before.
 */
final class CompareStep implements StepWork {
  /** Looks at a time; how hard a registry may be pressed is the pace's to say. */
  private static final int AT_ONCE = 16;

  private final ScanStep step;
  private final Map<Registry, Region> regions;
  private final Clock clock;
  private final BothSides sides;
  private final ImageMeasure measure;
  private final List<ScanFinding> unplannable = new ArrayList<>();
  private final Set<Pair> pairs;
  private final Map<Pair, Comparison> compared = new ConcurrentHashMap<>();

  CompareStep(
      ScanStep step,
      RegistryClients clients,
      Map<Registry, Region> regions,
      LongLists longLists,
      Clock clock) {
    this.step = step;
    this.regions = regions;
    this.clock = clock;
    this.sides = new BothSides(clients, longLists, !TagStep.areTagsNamed(step));
    this.measure = new ImageMeasure(clients);
    this.pairs = pairs();
  }

  private Set<Pair> pairs() {
    Map<Pair, Pair> found = new LinkedHashMap<>();
    for (Tag tag : step.requireTags()) {
      TagReference source = step.requireRepository().tag(tag);
      for (RuleTarget target : step.scan().rule().spec().targets()) {
        resolve(source, target)
            .filter(to -> !to.equals(source))
            .map(to -> new Pair(source, to))
            .ifPresent(pair -> found.put(pair, pair));
      }
    }
    return found.keySet();
  }

  private Optional<Reference> resolve(TagReference source, RuleTarget target) {
    Failure failure;
    try {
      Reference to = target.resolve(source);
      if (regions.containsKey(target.registry())) {
        return Optional.of(to);
      }
      failure =
          Failure.of(
              FailureCode.REGISTRY_UNKNOWN,
              "Tried to compare %s with %s, but the registry %s is not in the worker's configuration."
                  .formatted(source, to, target.registry()));
    } catch (InvalidNameException invalid) {
      failure =
          new Failure(
              FailureCode.INTERNAL,
              "Tried to name the target of %s in %s but failed because: %s."
                  .formatted(source, target.registry(), invalid.getMessage()),
              null,
              "Correct the rule's target, then scan again.",
              null);
    }
    unplannable.add(ScanFinding.failed(source, null, failure));
    return Optional.empty();
  }

  @Override
  public StepResult run() throws InterruptedException {
    sides.beginAgain();
    List<Pair> left = pairs.stream().filter(pair -> !isSettled(pair)).toList();
    Map<Repository, Set<Tag>> targets =
        left.stream()
            .filter(pair -> pair.target() instanceof TagReference)
            .collect(
                Collectors.groupingBy(
                    pair -> pair.target().repository(),
                    Collectors.mapping(
                        pair -> ((TagReference) pair.target()).tag(), Collectors.toSet())));
    AtOnce.all(AT_ONCE, targets.entrySet(), entry -> prepare(entry.getKey(), entry.getValue()));
    AtOnce.all(AT_ONCE, left, pair -> compared.put(pair, sides.compare(pair)));
    if (step.scan().dryRun()) {
      measureDifferences();
    }
    return new CompareOutcome(step, regions, clock.instant()).of(compared(), measure, unplannable);
  }

  private boolean isSettled(Pair pair) {
    Comparison known = compared.get(pair);
    return known != null
        && !(known instanceof Comparison.Failed(Failure failure) && failure.code().isTransient());
  }

  private void prepare(Repository target, Set<Tag> wanted) {
    try {
      sides.prepare(target, wanted);
    } catch (RegistryException failure) {
      // Each look at it says so, and is no further request.
      return;
    }
  }

  private void measureDifferences() throws InterruptedException {
    List<Pair> different =
        pairs.stream()
            .filter(
                pair ->
                    compared.get(pair) instanceof Comparison.Absent
                        || compared.get(pair) instanceof Comparison.Different)
            .filter(pair -> !measure.contains(pair))
            .limit(ImageMeasure.MOST)
            .toList();
    AtOnce.all(AT_ONCE, different, measure::measure);
  }

  private Map<Pair, Comparison> compared() {
    Map<Pair, Comparison> inOrder = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      Comparison comparison = compared.get(pair);
      if (comparison != null) {
        inOrder.put(pair, comparison);
      }
    }
    return inOrder;
  }
}
