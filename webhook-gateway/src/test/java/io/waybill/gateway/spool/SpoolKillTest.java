package io.waybill.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.gateway.ChildJvm;
import io.waybill.schemas.units.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed with -9 in the middle of appends, again and again. */
class SpoolKillTest {
  private static final int KILLS = 3;

  private final long seed = Long.getLong("waybill.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void everyEntryWhoseAppendReturnedIsThere(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temp)
      throws Exception {
    System.out.println("seed: " + seed);
    Path directory = temp.resolve("spool");
    List<String> returned = new ArrayList<>();

    for (int life = 0; life < KILLS; life++) {
      try (ChildJvm child =
          ChildJvm.start(SpoolUntilKilled.class, temp.resolve("log"), directory, "life" + life)) {
        child.awaitLines(50 + random.nextInt(400));
        child.kill();
        returned.addAll(child.lines());
      }
    }

    try (Spool spool = Spool.open(directory, ByteSize.ofMiB(64))) {
      List<String> kept = SpoolEntries.drain(spool);
      assertThat(new HashSet<>(kept)).containsAll(returned);
      assertThat(kept).doesNotHaveDuplicates();
      Map<String, List<Integer>> byThread = new HashMap<>();
      kept.forEach(
          id -> byThread.computeIfAbsent(thread(id), any -> new ArrayList<>()).add(number(id)));
      assertThat(byThread.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
    }
  }

  private static String thread(String id) {
    return id.substring(0, id.lastIndexOf('-'));
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
  }
}
