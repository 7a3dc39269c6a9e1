package io.waybill.gateway.spool;

import static io.waybill.gateway.spool.SpoolEntries.drain;
import static io.waybill.gateway.spool.SpoolEntries.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk gives back less than was written, or something else: what is whole is not lost. */
class SpoolDamageTest {
  private static final String NAME = "0000000000000001.segment";

  @TempDir Path temp;
  private byte[] whole;
  private int second;
  private int third;

  @BeforeEach
  void write() throws Exception {
    Path directory = temp.resolve("original");
    try (Spool spool = Spool.open(directory, ByteSize.ofMiB(1))) {
      spool.append(entry("1"));
      second = (int) Files.size(directory.resolve(NAME));
      spool.append(entry("2"));
      third = (int) Files.size(directory.resolve(NAME));
      spool.append(entry("3"));
    }
    whole = Files.readAllBytes(directory.resolve(NAME));
  }

  @Test
  void atWhicheverByteTheFileEndsTheEntriesBeforeAreThereAndMoreCanFollow() throws Exception {
    for (int length = second; length <= whole.length; length++) {
      List<String> expected =
          length < third
              ? List.of("1", "4")
              : length < whole.length ? List.of("1", "2", "4") : List.of("1", "2", "3", "4");

      assertThat(appendedTo(Arrays.copyOf(whole, length)))
          .as("cut at %d", length)
          .isEqualTo(expected);
    }
  }

  @Test
  void whicheverByteOfTheLastEntryIsWrongTheOthersAreThere() throws Exception {
    for (int index = third; index < whole.length; index++) {
      assertThat(appendedTo(flipped(index)))
          .as("byte %d wrong", index)
          .containsExactly("1", "2", "4");
    }
  }

  @Test
  void whicheverByteOfAnEntryInTheMiddleIsWrongNoLaterOneIsLost() throws Exception {
    for (int index = second; index < third; index++) {
      assertThat(appendedTo(flipped(index)))
          .as("byte %d wrong", index)
          .containsExactly("1", "3", "4");
    }
  }

  @Test
  void aDamagedFileIsKeptForAPersonWhenTheRestOfItIsDrained() throws Exception {
    Path directory = directoryWith(flipped(second + 20));

    try (Spool spool = Spool.open(directory, ByteSize.ofMiB(1))) {
      assertThat(drain(spool)).containsExactly("1", "3");
      assertThat(spool.isEmpty()).isTrue();
      assertThat(spool.bytes()).isZero();
    }
    assertThat(Files.readAllBytes(directory.resolve(NAME.replace("segment", "damaged"))))
        .isEqualTo(flipped(second + 20));
  }

  @Test
  void onlyTheNewestDamagedFilesAreKept() throws Exception {
    Path path = temp.resolve("many");
    try (SpoolDirectory directory = SpoolDirectory.open(path)) {
      for (int number = 1; number <= SpoolDirectory.MAX_DAMAGED + 2; number++) {
        Files.write(directory.segment(number), whole);
        directory.setAside(number);
      }
    }

    assertThat(path.toFile().list((in, name) -> name.endsWith(".damaged")))
        .hasSize(SpoolDirectory.MAX_DAMAGED)
        .contains("000000000000000a.damaged")
        .doesNotContain("0000000000000001.damaged", "0000000000000002.damaged");
  }

  @Test
  void whatIsRefusedForGoodTakesNoMoreOfTheDiskThanTwoFiles() throws Exception {
    Path path = temp.resolve("refused");
    byte[] line = new byte[(int) SpoolDirectory.MAX_REFUSED / 2];
    try (SpoolDirectory directory = SpoolDirectory.open(path)) {
      for (byte number = 1; number <= 5; number++) {
        line[0] = number;
        directory.refuse(line);
      }
    }

    assertThat(Files.readAllBytes(path.resolve("refused.jsonl")))
        .startsWith(5)
        .hasSize(line.length);
    assertThat(Files.readAllBytes(path.resolve("refused.1.jsonl")))
        .startsWith(3)
        .hasSize(2 * line.length);
  }

  @Test
  void zeroesBehindTheEntriesAreCutOff() throws Exception {
    // What a file system leaves that had room for a write and not the write.
    assertThat(appendedTo(Arrays.copyOf(whole, whole.length + 5000)))
        .containsExactly("1", "2", "3", "4");
  }

  private List<String> appendedTo(byte[] bytes) throws Exception {
    Path directory = directoryWith(bytes);
    try (Spool spool = Spool.open(directory, ByteSize.ofMiB(1))) {
      spool.append(entry("4"));
      return drain(spool);
    } finally {
      delete(directory);
    }
  }

  private Path directoryWith(byte[] bytes) throws IOException {
    Path directory = Files.createDirectory(temp.resolve("damaged"));
    Files.write(directory.resolve(NAME), bytes);
    return directory;
  }

  private byte[] flipped(int index) {
    byte[] bytes = whole.clone();
    bytes[index] ^= 0x55;
    return bytes;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
