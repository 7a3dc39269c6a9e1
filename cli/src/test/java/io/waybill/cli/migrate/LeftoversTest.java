package io.waybill.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeftoversTest {
  /** A disk with room for one line and a bit of the next. */
  private static final class SmallDisk extends FilterWriter {
    private boolean full;

    SmallDisk(Writer writer) {
      super(writer);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      if (full) {
        super.write(text, from, 10);
        super.flush();
        throw new IOException("No space left on device");
      }
      super.write(text, from, length);
      full = true;
    }
  }

  private static Line failed(String tag) {
    return new Line("quay.io/a/b:" + tag, "other.io/a/b", null, 0, 0, Line.FAILED, null, "why");
  }

  @Test
  void aFullDiskLosesNone(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("left.jsonl");
    List<Line> lines = List.of(failed("v1"), failed("v2"), failed("v3"));
    List<Line> read = new ArrayList<>();

    try (Leftovers leftovers = new Leftovers(file, new SmallDisk(Files.newBufferedWriter(file)))) {
      lines.forEach(leftovers::add);

      assertThat(leftovers.count()).isEqualTo(3);
      leftovers.<RuntimeException>forEach(read::add);
    }

    assertThat(read).isEqualTo(lines);
    assertThat(file).doesNotExist();
  }
}
