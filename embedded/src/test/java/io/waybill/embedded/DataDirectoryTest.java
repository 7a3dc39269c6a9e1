package io.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path temp;

  @Test
  void makesANewDirectoryOfTheCurrentVersion() throws Exception {
    Path path = temp.resolve("new/data");

    try (DataDirectory data = DataDirectory.open(path)) {
      assertThat(data.path()).isEqualTo(path);
      assertThat(data.resolve("kafka")).isEqualTo(path.resolve("kafka"));
      assertThat(path.resolve("WAYBILL_DATA_VERSION")).hasContent("1");
    }
  }

  @Test
  void opensWhatItMadeBefore() throws Exception {
    try (DataDirectory data = DataDirectory.open(temp)) {
      Files.writeString(data.resolve("kept"), "x");
    }

    try (DataDirectory data = DataDirectory.open(temp)) {
      assertThat(data.resolve("kept")).hasContent("x");
    }
  }

  @Test
  void refusesAnotherVersionAndSaysWhich() throws Exception {
    Files.writeString(temp.resolve("WAYBILL_DATA_VERSION"), "2\n");

    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> DataDirectory.open(temp))
        .withMessageContaining(temp.toString())
        .withMessageContaining("holds data of version 2")
        .withMessageContaining("understands version 1")
        .withMessageContaining("--data");
    // And lets go of it.
    Files.writeString(temp.resolve("WAYBILL_DATA_VERSION"), "1\n");
    DataDirectory.open(temp).close();
  }

  @Test
  void refusesADirectoryOfSomethingElse() throws Exception {
    Files.writeString(temp.resolve("thesis.tex"), "\\documentclass{book}");

    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> DataDirectory.open(temp))
        .withMessageContaining("not Waybill's")
        .withMessageContaining("thesis.tex");
  }

  @Test
  void saysWhyADirectoryCannotBeMade() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "x");

    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> DataDirectory.open(file))
        .withMessageContaining(file + " exists and is not a directory");
  }

  @Test
  void aNewDirectoryIsItsOwnersAlone() throws Exception {
    Path fresh = temp.resolve("below/data");

    DataDirectory.open(fresh).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
        .isEqualTo("rwx------");
  }

  @Test
  void isHeldByOneAtATimeWithinAProcess() {
    try (DataDirectory data = DataDirectory.open(temp)) {
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> DataDirectory.open(data.path()))
          .withMessageContaining("in use by this process");
    }
    DataDirectory.open(temp).close();
  }

  @Test
  void isHeldByOneProcessUntilThatIsKilled() throws Exception {
    try (ChildJvm holder = ChildJvm.start(HoldDataDirectory.class, temp)) {
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> DataDirectory.open(temp))
          .withMessageContaining("in use by process " + holder.pid());

      holder.kill();

      DataDirectory.open(temp).close();
    }
  }
}
