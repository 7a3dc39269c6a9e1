package io.waybill.cli.roles;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.embedded.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} says when it cannot start; that it does start is shown in module end-to-end. */
class UpCommandTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void aDataDirectoryOfAnotherVersionIsRefused() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve(DataDirectory.VERSION_FILE), "99\n");

    CommandRun run = CommandRun.in(directory, freePorts(), "up");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(run.err()).contains(data.toString()).contains("99").contains("--data");
    assertThat(data.resolve("kafka")).doesNotExist();
  }

  @Test
  void aDataDirectoryThatIsInUseIsRefused() {
    try (DataDirectory held = DataDirectory.open(directory.resolve("mine"))) {
      CommandRun run = CommandRun.in(directory, freePorts(), "up", "--data", "mine");

      assertThat(run.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
      assertThat(run.err()).contains(held.path().toString()).contains("in use");
    }
  }

  @Test
  void aDirectoryThatIsSomebodyElsesIsRefused() throws IOException {
    Files.writeString(directory.resolve("thesis.tex"), "");

    CommandRun run = CommandRun.in(directory, freePorts(), "up", "--data", ".");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(run.err()).contains("thesis.tex");
  }

  @Test
  void aPortThatIsInUseIsSaidBeforeAnythingStarts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          CommandRun.in(
              directory,
              Map.of(
                  "WAYBILL_GATEWAY_PORT", Integer.toString(taken.getLocalPort()),
                  "WAYBILL_API_PORT", "0",
                  "WAYBILL_WORKER_PORT", "0"),
              "up");

      assertThat(run.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
      assertThat(run.err())
          .contains("Port " + taken.getLocalPort())
          .contains("gateway.port")
          .contains("WAYBILL_GATEWAY_PORT");
      assertThat(directory.resolve("data")).doesNotExist();
    }
  }

  private static Map<String, String> freePorts() {
    return Map.of("WAYBILL_GATEWAY_PORT", "0", "WAYBILL_API_PORT", "0", "WAYBILL_WORKER_PORT", "0");
  }
}
