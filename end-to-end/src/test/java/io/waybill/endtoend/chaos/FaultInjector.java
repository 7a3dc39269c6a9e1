package io.waybill.endtoend.chaos;

import io.waybill.endtoend.chaos.ChaosPlan.Strike;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Breaks things as a plan says, and says what it broke. */
final class FaultInjector {
  private static final List<String> WORKERS = List.of("worker-1", "worker-2");
  private static final List<String> REGISTRIES = List.of("shanghai", "frankfurt", "virginia");
  private static final int TRICKLE = 40_000;

  private final ChaosLandscape landscape;
  private final LockTime locks;
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final Set<Fault> carriedOut = ConcurrentHashMap.newKeySet();

  FaultInjector(ChaosLandscape landscape, LockTime locks) {
    this.landscape = landscape;
    this.locks = locks;
  }

  /** What did not end in good order though it was asked to. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** The kinds that came so far. */
  Set<Fault> carriedOut() {
    return Set.copyOf(carriedOut);
  }

  /** Breaks one thing, and mends it after the strike's time. */
  void carryOut(Strike strike) throws InterruptedException {
    carriedOut.add(strike.fault());
    switch (strike.fault()) {
      case WORKER_KILLED -> killed(landscape.role(pick(WORKERS, strike)), strike);
      case GATEWAY_KILLED -> killed(landscape.role("gateway"), strike);
      case API_KILLED -> killed(landscape.role("api"), strike);
      case BROKER_KILLED -> killed(landscape.broker(), strike);
      case DATABASE_KILLED -> killed(landscape.database(), strike);
      case REGISTRY_KILLED -> killed(landscape.registry(pick(REGISTRIES, strike)), strike);
      case WORKER_STOPPED -> stopped(landscape.role(pick(WORKERS, strike)), strike);
      case GATEWAY_STOPPED -> stopped(landscape.role("gateway"), strike);
      case API_STOPPED -> stopped(landscape.role("api"), strike);
      case BROKER_STOPPED -> stopped(landscape.broker(), strike);
      case DATABASE_STOPPED -> stopped(landscape.database(), strike);
      case REGISTRY_STOPPED -> stopped(landscape.registry(pick(REGISTRIES, strike)), strike);
      case WORKER_FROZEN -> frozen(landscape.role(pick(WORKERS, strike)), strike);
      default -> broken(strike);
    }
  }

  private void killed(Perishable victim, Strike strike) throws InterruptedException {
    note(strike, victim.name());
    victim.kill();
    landscape.cutLinesOf(victim.name());
    Thread.sleep(strike.length());
    victim.revive();
  }

  private void stopped(Perishable victim, Strike strike) throws InterruptedException {
    note(strike, victim.name());
    victim
        .stop()
        .ifPresent(
            complaint -> complaints.add(victim.name() + " was told to stop and " + complaint));
    Thread.sleep(strike.length());
    victim.revive();
  }

  private void frozen(RoleUnderTest victim, Strike strike) throws InterruptedException {
    note(strike, victim.name());
    locks.shorten();
    try {
      // Locks that are taken from here on are short.
      Thread.sleep(Duration.ofSeconds(1));
      victim.pause();
      Thread.sleep(LockTime.SHORT.plus(strike.length()));
    } finally {
      victim.resume();
      locks.restore();
    }
  }

  private void broken(Strike strike) throws InterruptedException {
    Map<String, FaultProxy> candidates =
        strike.fault() == Fault.REGISTRY_BUSY || strike.fault() == Fault.REGISTRY_BROKEN
            ? landscape.registryLines()
            : landscape.lines();
    String name = pick(new ArrayList<>(candidates.keySet()), strike);
    List<FaultProxy> lines =
        candidates.entrySet().stream()
            .filter(line -> line.getKey().equals(name) || isWholeRegistry(strike, name, line))
            .map(Map.Entry::getValue)
            .toList();
    note(strike, name);
    if (strike.fault() == Fault.LINE_CUT) {
      lines.forEach(FaultProxy::cut);
      return;
    }
    LineFault fault = faultOf(strike);
    lines.forEach(line -> line.strike(fault));
    try {
      Thread.sleep(strike.length());
    } finally {
      lines.forEach(FaultProxy::mend);
    }
  }

  /** A registry that has enough has enough of every worker. */
  private static boolean isWholeRegistry(
      Strike strike, String name, Map.Entry<String, FaultProxy> line) {
    return (strike.fault() == Fault.REGISTRY_BUSY || strike.fault() == Fault.REGISTRY_BROKEN)
        && line.getKey().endsWith(name.substring(name.indexOf('/')));
  }

  private static LineFault faultOf(Strike strike) {
    return switch (strike.fault()) {
      case LINE_REFUSED -> new LineFault.Refused();
      case LINE_SILENT -> new LineFault.Silent(true);
      case LINE_HALF_OPEN -> new LineFault.Silent(false);
      case LINE_SLOW -> new LineFault.Delayed(Duration.ofMillis(60));
      case LINE_THROTTLED -> new LineFault.Throttled(TRICKLE);
      case ANSWERS_LOST -> new LineFault.AnswersLost();
      case REGISTRY_BUSY -> new LineFault.Answering(429, 1);
      case REGISTRY_BROKEN -> new LineFault.Answering(500, 0);
      default -> throw new IllegalArgumentException("Not of a line: " + strike.fault());
    };
  }

  private static String pick(List<String> names, Strike strike) {
    return names.get(strike.chance() % names.size());
  }

  private static void note(Strike strike, String victim) {
    System.out.printf(
        "%6d ms: %s of %s for %d ms%n",
        strike.at().toMillis(), strike.fault(), victim, strike.length().toMillis());
  }
}
