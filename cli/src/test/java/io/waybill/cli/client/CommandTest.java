package io.waybill.cli.client;

import io.waybill.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests of the client's commands have in common: an API that answers as it was told, and an
 * empty directory. That both sides of the API agree is shown in module end-to-end.
 */
abstract class CommandTest {
  static final String TASK = "f5266004-753b-5311-867a-23a25a1ca7f8";
  static final String SCAN = "0199aa3e-7f10-7b6c-8d2e-5f4a3b2c1d0e";
  static final String RULE =
      """
      {"id":"2bea0340-ed14-44d2-8947-91b900d7e11d","revision":1,"name":"prod","enabled":true,
       "source":{"registry":"shanghai","repositories":["prod/**"],"tags":["v*"]},
       "targets":[{"registry":"frankfurt","repository":"mirror/{repository}"}]}\
      """;

  @TempDir private Path directory = Path.of("");
  private FakeApi api = unstarted();

  @SuppressWarnings("NullAway") // JUnit starts it before each test.
  private static FakeApi unstarted() {
    return null;
  }

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  FakeApi api() {
    return api;
  }

  /** A file of the directory in which commands run. */
  String read(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  /** Makes a file there. */
  void write(String name, String content) throws IOException {
    Files.writeString(directory.resolve(name), content);
  }

  CommandRun run(String... arguments) {
    return CommandRun.in(
        directory,
        Stream.concat(Stream.of(arguments), Stream.of("--api", api.url())).toArray(String[]::new));
  }

  /** With these variables, and no option that names the API. */
  CommandRun runIn(Map<String, String> environment, String... arguments) {
    return CommandRun.in(directory, environment, arguments);
  }
}
