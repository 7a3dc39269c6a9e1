package io.waybill.registry.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.registry.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What login and logout leave in an account file. */
final class AccountFileEditorTest {
  private static final Credentials.Password ME = new Credentials.Password("me", "pw");

  @TempDir private Path directory = Path.of("");

  private AccountFileEditor editor(Path file) {
    return new AccountFileEditor(
        file, Map.of("PATH", directory + ":" + System.getenv().getOrDefault("PATH", "")));
  }

  private static AccountFiles files(Path file) {
    return AccountFiles.at(file, Map.of());
  }

  @Test
  void makesAFileThatNobodyElseMayRead() throws Exception {
    Path file = directory.resolve("docker/config.json");

    assertThat(editor(file).store("r.example.com:5000", ME)).isEqualTo(file.toString());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(files(file).source("r.example.com:5000").find()).contains(ME);
    assertThat(directory.resolve("docker")).isDirectoryNotContaining("glob:**.waybill-*");
  }

  @Test
  void keepsAllElseInTheFileAndReplacesOtherSpellings() throws Exception {
    Path real =
        Files.writeString(
            directory.resolve("real.json"),
            """
            {"psFormat": "x", "auths": {"other": {"auth": "bzpw"},
             "https://index.docker.io/v1/": {"auth": "b2xkOm9sZA=="}, "docker.io": {}}}
            """);
    Path link = Files.createSymbolicLink(directory.resolve("config.json"), real);

    editor(link).store("docker.io", ME);

    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(real)).contains("psFormat", "https://index.docker.io/v1/");
    assertThat(files(real).source("docker.io").find()).contains(ME);
    assertThat(files(real).source("other").find()).contains(new Credentials.Password("o", "p"));
    assertThat(editor(link).erase("docker.io")).isTrue();
    assertThat(editor(link).erase("docker.io")).isFalse();
    assertThat(files(real).source("docker.io").find()).isEmpty();
    assertThat(files(real).source("other").find()).isPresent();
  }

  @Test
  void leavesTheSecretToTheCredentialHelperThatTheFileNames() throws Exception {
    Path program = directory.resolve("docker-credential-box");
    Path box = directory.resolve("box");
    Files.writeString(
        program,
        """
        #!/bin/sh
        case $1 in
          store) cat > %1$s ;;
          get) if [ -f %1$s ]; then cat %1$s; else echo 'credentials not found'; exit 1; fi ;;
          erase) rm -f %1$s ;;
        esac
        """
            .formatted(box));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path file = Files.writeString(directory.resolve("config.json"), "{\"credsStore\":\"box\"}");

    assertThat(editor(file).store("r.example.com", ME)).isEqualTo("docker-credential-box");

    assertThat(Files.readString(box))
        .isEqualTo("{\"ServerURL\":\"r.example.com\",\"Username\":\"me\",\"Secret\":\"pw\"}");
    assertThat(Files.readString(file)).contains("r.example.com").doesNotContain("auth\"");
    assertThat(editor(file).erase("r.example.com")).isTrue();
    assertThat(box).doesNotExist();
    assertThat(Files.readString(file)).doesNotContain("r.example.com");
  }

  @Test
  void touchesNoFileThatItDoesNotUnderstand() throws Exception {
    Path file = Files.writeString(directory.resolve("config.json"), "{\"auths\": sesame");

    assertThatThrownBy(() -> editor(file).store("r", ME))
        .hasMessage("it is not JSON")
        .hasMessageNotContaining("sesame");
    assertThat(file).hasContent("{\"auths\": sesame");
  }
}
