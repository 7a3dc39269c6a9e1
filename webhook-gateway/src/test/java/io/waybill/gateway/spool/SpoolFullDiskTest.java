package io.waybill.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.gateway.ChildJvm;
import io.waybill.schemas.units.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Writes end in the middle of an entry, as on a disk that has no more room. */
class SpoolFullDiskTest {
  private static final int TURNS = 10;
  private static final int FILE_BYTES = 96 << 10;

  @Test
  void whatFitsIsKeptWhatDoesNotIsRefusedAndNothingIsLeftOfIt(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temp) throws Exception {
    Path directory = temp.resolve("spool");
    try (ChildJvm child =
        ChildJvm.startWithFullDisk(
            FILE_BYTES, SpoolOnFullDisk.class, temp.resolve("log"), directory, TURNS)) {
      child.awaitLines(3 * TURNS + 1);

      List<String> lines = child.lines();
      assertThat(lines).filteredOn(line -> line.startsWith("taken small")).hasSize(TURNS);
      assertThat(lines).filteredOn(line -> line.startsWith("refused large")).hasSize(2 * TURNS);
    }

    // One for each entry that was taken, and none for those that were not.
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> segments = files.filter(each -> each.toString().endsWith(".segment")).toList();
      assertThat(segments)
          .hasSize(TURNS)
          .allSatisfy(segment -> assertThat(Files.size(segment)).isBetween(1L, 1000L));
    }
    try (Spool spool = Spool.open(directory, ByteSize.ofMiB(4))) {
      assertThat(SpoolEntries.drain(spool)).hasSize(TURNS).allMatch(id -> id.startsWith("small"));
    }
  }
}
