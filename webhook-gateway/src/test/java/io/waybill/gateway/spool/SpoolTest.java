package io.waybill.gateway.spool;

import static io.waybill.gateway.spool.SpoolEntries.AT;
import static io.waybill.gateway.spool.SpoolEntries.drain;
import static io.waybill.gateway.spool.SpoolEntries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.waybill.gateway.spool.SpoolReader.Queued;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.wire.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final ByteSize SMALL = ByteSize.ofMiB(1);

  @TempDir Path temp;

  @Test
  void whatIsAppendedComesBackWholeAndInOrder() throws Exception {
    SpoolEntry odd =
        new SpoolEntry(
            "zot",
            AT,
            List.of(
                new Outgoing("a", new Message("", Map.of(), null)),
                new Outgoing(
                    "b", new Message("k\u00e4y", Map.of("h", "", "g", "\u20ac"), new byte[0]))));

    try (Spool spool = open()) {
      spool.append(entry("1"));
      spool.append(odd);
      List<Queued> queued = new SpoolReader(spool.directory(), spool.backlog()).next();

      assertThat(queued).extracting(Queued::entry).containsExactly(entry("1"), odd);
      assertThat(spool.entries()).isEqualTo(2);
      assertThat(spool.bytes()).isPositive();
      assertThat(spool.oldest()).contains(AT);
    }
  }

  @Test
  void aNewDirectoryIsItsOwnersAlone() throws Exception {
    Path fresh = temp.resolve("below/spool");

    SpoolDirectory.open(fresh).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
        .isEqualTo("rwx------");
  }

  @Test
  void anotherProcessGoesOnWhereThisOneStopped() throws Exception {
    try (Spool spool = open()) {
      spool.append(entry("1"));
      spool.append(entry("2"));
      List<Queued> queued = new SpoolReader(spool.directory(), spool.backlog()).next();
      spool.backlog().drained(queued.getFirst().after(), 1, AT);
    }

    try (Spool spool = open()) {
      spool.append(entry("3"));
      assertThat(spool.entries()).isEqualTo(2);
      assertThat(drain(spool)).containsExactly("2", "3");
    }
    try (Spool spool = open()) {
      assertThat(spool.isEmpty()).isTrue();
      assertThat(drain(spool)).isEmpty();
    }
  }

  @Test
  void aDrainedSpoolTakesNoRoom() throws Exception {
    try (Spool spool = open()) {
      for (int round = 0; round < 3; round++) {
        spool.append(entry("x".repeat(1000) + round));
        assertThat(drain(spool)).hasSize(1);
        assertThat(spool.bytes()).isZero();
        assertThat(segments()).isEmpty();
      }
      spool.append(entry("later"));
      assertThat(drain(spool)).containsExactly("later");
    }
  }

  @Test
  void aFullSpoolSaysSoAndTakesAgainWhatIsDrained() throws Exception {
    List<String> taken = new ArrayList<>();
    try (Spool spool = open()) {
      assertThatExceptionOfType(SpoolException.class)
          .isThrownBy(
              () -> {
                for (int i = 0; ; i++) {
                  spool.append(entry("n" + i, "x".repeat(10_000)));
                  taken.add("n" + i);
                }
              })
          .withMessageContaining("full")
          .withMessageContaining("gateway.spool.maxSize is 1MiB");

      assertThat(spool.bytes()).isBetween(SMALL.bytes() - 20_000, SMALL.bytes());
      assertThat(spool.trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("gateway.spool.maxSize"));
      assertThat(segments()).hasSizeGreaterThan(4);
      assertThat(drain(spool)).isEqualTo(taken);
      assertThat(spool.trouble()).isEmpty();
      spool.append(entry("again"));
      assertThat(drain(spool)).containsExactly("again");
    }
  }

  @Test
  void aThousandAtATimeAreAllThere() throws Exception {
    List<String> ids = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    try (Spool spool = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> appends = new ArrayList<>();
      for (String id : ids) {
        appends.add(
            threads.submit(
                () -> {
                  spool.append(entry(id));
                  return null;
                }));
      }
      for (Future<?> append : appends) {
        append.get();
      }

      assertThat(spool.entries()).isEqualTo(1000);
      assertThat(drain(spool)).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void aDiskThatFailsIsSaidAndTriedAgain() throws Exception {
    Path directory = temp.resolve("spool");
    try (Spool spool = Spool.open(directory, SMALL)) {
      Path away = Files.move(directory, temp.resolve("away"));

      assertThatExceptionOfType(SpoolException.class)
          .isThrownBy(() -> spool.append(entry("1")))
          .withMessageContaining("cannot be written");
      assertThat(spool.trouble()).hasValueSatisfying(why -> assertThat(why).contains("disk"));
      assertThat(spool.isEmpty()).isTrue();
      assertThat(spool.bytes()).isZero();

      Files.move(away, directory);
      assertThat(spool.trouble()).isEmpty();
      spool.append(entry("2"));
      assertThat(drain(spool)).containsExactly("2");
    }
  }

  @Test
  void aSecondGatewayIsRefusedTheDirectoryUntilTheFirstOneIsGone() throws Exception {
    try (Spool first = open()) {
      assertThatExceptionOfType(SpoolException.class)
          .isThrownBy(this::open)
          .withMessageContaining("in use by this process")
          .withMessageContaining("gateway.spool.directory");
      first.append(entry("1"));
    }
    try (Spool second = open()) {
      assertThat(drain(second)).containsExactly("1");
    }
  }

  @Test
  void aDirectoryThatCannotBeIsASentence() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "x");

    assertThatExceptionOfType(SpoolException.class)
        .isThrownBy(() -> Spool.open(file.resolve("spool"), SMALL))
        .withMessageContaining("Tried to open the spool " + file)
        .withMessageContaining("gateway.spool.directory");
  }

  @Test
  void aClosedSpoolTakesNothing() throws Exception {
    Spool spool = open();
    spool.close();

    assertThatExceptionOfType(SpoolException.class)
        .isThrownBy(() -> spool.append(entry("1")))
        .withMessageContaining("stopping");
    assertThat(spool.isEmpty()).isTrue();
  }

  @Test
  void aPositionThatCannotBeReadSendsAllAgainRatherThanNothing() throws Exception {
    try (Spool spool = open()) {
      spool.append(entry("1"));
      spool.append(entry("2"));
      List<Queued> queued = new SpoolReader(spool.directory(), spool.backlog()).next();
      spool.backlog().drained(queued.getFirst().after(), 1, AT);
    }
    Files.write(temp.resolve("position"), new byte[24]);

    try (Spool spool = open()) {
      assertThat(drain(spool)).containsExactly("1", "2");
    }
  }

  private Spool open() throws SpoolException {
    return Spool.open(temp, SMALL);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.filter(each -> each.toString().endsWith(".segment")).toList();
    }
  }
}
