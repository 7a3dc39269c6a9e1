package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Starts that cannot work: each ends with its exit code and a sentence that says what to do. */
class BadStartTest {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void anUnknownKeyIsNamedWithTheOneThatWasMeant() throws Exception {
    Path file = directory.resolve("waybill.yaml");
    Files.writeString(file, "gatway: { port: 1 }\n");

    Ended ended = run("up", "--config", file.toString(), "--data", data());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("gatway").contains("gateway").doesNotContain("\tat ");
  }

  @Test
  void aPortInUseIsNamedWithTheKeyThatChangesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file = directory.resolve("waybill.yaml");
      Files.writeString(
          file, "gateway: { port: " + taken.getLocalPort() + " }\napi: { port: 0 }\n");

      Ended ended = run("up", "--config", file.toString(), "--data", data());

      assertThat(ended.code()).isEqualTo(3);
      assertThat(ended.output())
          .contains(Integer.toString(taken.getLocalPort()))
          .contains("gateway.port")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aDataDirectoryOfAnotherVersionIsLeftAlone() throws Exception {
    Files.createDirectories(Path.of(data()));
    Path marker = Path.of(data()).resolve("WAYBILL_DATA_VERSION");
    Files.writeString(marker, "99\n");

    Path file = directory.resolve("waybill.yaml");
    Files.writeString(file, "gateway: { port: 0 }\napi: { port: 0 }\nworker: { port: 0 }\n");

    Ended ended = run("up", "--config", file.toString(), "--data", data());

    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.output()).contains("99").contains(data()).doesNotContain("\tat ");
    assertThat(Files.readString(marker)).isEqualTo("99\n");
  }

  @Test
  void aMissingConfigurationFileIsSaid() {
    Ended ended = run("up", "--config", directory.resolve("missing.yaml").toString());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("missing.yaml").doesNotContain("\tat ");
  }

  private record Ended(int code, String output) {}

  private String data() {
    return directory.resolve("data").toString();
  }

  private Ended run(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    try (WaybillProcess process = WaybillProcess.start(directory.resolve("output.log"), line)) {
      int code = process.awaitExit();
      return new Ended(code, process.output());
    }
  }
}
