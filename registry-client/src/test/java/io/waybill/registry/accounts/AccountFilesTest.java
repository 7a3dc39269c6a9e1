package io.waybill.registry.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker's and podman's account files, read as those tools read them. */
final class AccountFilesTest {
  @TempDir private Path directory = Path.of("");

  private static String auth(String pair) {
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Credentials> password(String username, String password) {
    return Optional.of(new Credentials.Password(username, password));
  }

  private CredentialSource source(String registry, String json) throws IOException {
    Path file = Files.writeString(directory.resolve("config.json"), json);
    return AccountFiles.at(file, Map.of("PATH", directory.toString())).source(registry);
  }

  /** A credential helper that writes down how often it was asked. */
  private void helper(String name, String script) throws IOException {
    Path program = directory.resolve("docker-credential-" + name);
    Files.writeString(program, "#!/bin/sh\nread server\necho \"$1 $server\" >> asked\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(
        program, Files.readString(program).replace(">> asked", ">> " + directory.resolve("asked")));
  }

  private String asked() throws IOException {
    return Files.readString(directory.resolve("asked"));
  }

  @Test
  void findsTheAccountOfAHostHoweverItsKeyIsWritten() throws Exception {
    for (String key :
        new String[] {"r.example.com", "https://r.example.com", "R.example.com/v2/"}) {
      CredentialSource source =
          source(
              "r.example.com",
              "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(key, auth("me:a:b")));

      assertThat(source.find()).as(key).isEqualTo(password("me", "a:b"));
    }
  }

  @Test
  void knowsDockerHubByItsAddressOfOld() throws Exception {
    CredentialSource source =
        source(
            "docker.io",
            "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"%s\"}}}"
                .formatted(auth("me:secret")));

    assertThat(source.find()).isEqualTo(password("me", "secret"));
  }

  @Test
  void takesTheAccountOfTheLongestPath() throws Exception {
    CredentialSource source =
        source(
            "r.example.com",
            """
            {"auths": {
              "r.example.com": {"auth": "%s"},
              "r.example.com/team": {"auth": "%s"},
              "r.example.com/team/app": {"auth": "%s"}}}
            """
                .formatted(auth("all:1"), auth("team:2"), auth("app:3")));

    assertThat(source.find()).isEqualTo(password("all", "1"));
    assertThat(source.forRepository("team/other").find()).isEqualTo(password("team", "2"));
    assertThat(source.forRepository("team/app").find()).isEqualTo(password("app", "3"));
    assertThat(source.forRepository("teams/app").find()).isEqualTo(password("all", "1"));
  }

  @Test
  void knowsIdentityTokensRegistryTokensAndPlainFields() throws Exception {
    String json =
        """
        {"auths": {
          "one": {"auth": "%s", "identitytoken": "it"},
          "two": {"registrytoken": "rt"},
          "three": {"username": "me", "password": "pw"},
          "four": {},
          "five": {"auth": "no base64!"}}}
        """
            .formatted(auth("00000000-0000-0000-0000-000000000000:"));

    assertThat(source("one", json).find())
        .contains(new Credentials.IdentityToken("00000000-0000-0000-0000-000000000000", "it"));
    assertThat(source("two", json).find()).contains(new Credentials.BearerToken("rt"));
    assertThat(source("three", json).find()).isEqualTo(password("me", "pw"));
    assertThat(source("four", json).find()).isEmpty();
    assertThat(source("five", json).find()).isEmpty();
    assertThat(source("six", json).find()).isEmpty();
  }

  @Test
  void asksTheHelperOfTheRegistryOnceForAWhile() throws Exception {
    helper("cloud", "echo '{\"ServerURL\":\"x\",\"Username\":\"me\",\"Secret\":\"s\"}'\n");
    CredentialSource source =
        source("r.example.com", "{\"credHelpers\":{\"r.example.com\":\"cloud\"}}");

    assertThat(source.find()).isEqualTo(password("me", "s"));
    assertThat(source.forRepository("team/app").find()).isEqualTo(password("me", "s"));
    assertThat(asked()).isEqualTo("get r.example.com\n");

    source.refused(new Credentials.Password("me", "s"));
    source.find();
    assertThat(asked()).as("again, after it was refused").hasLineCount(2);
  }

  @Test
  void asksTheStoreForAllOthersAndTakesItsTokensForWhatTheyAre() throws Exception {
    helper("store", "echo '{\"Username\":\"<token>\",\"Secret\":\"it\"}'\n");
    CredentialSource source =
        source(
            "docker.io", "{\"credsStore\":\"store\",\"credHelpers\":{\"r.example.com\":\"none\"}}");

    assertThat(source.find()).contains(new Credentials.IdentityToken("", "it"));
    assertThat(asked()).isEqualTo("get https://index.docker.io/v1/\n");
  }

  @Test
  void whatTheHelperDoesNotKnowIsAnonymous() throws Exception {
    helper("store", "echo 'credentials not found in native keychain'\nexit 1\n");

    assertThat(source("r.example.com", "{\"credsStore\":\"store\"}").find()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithAHelper() throws Exception {
    helper("store", "echo 'the keychain is locked'\nexit 1\n");

    assertThat(failureOf(source("r.example.com", "{\"credsStore\":\"store\"}")))
        .hasMessageContaining("docker-credential-store failed: \"the keychain is locked\"");
    assertThat(failureOf(source("r.example.com", "{\"credsStore\":\"absent\"}")))
        .hasMessageContaining("docker-credential-absent, which it names, is not on the PATH");
    assertThat(failureOf(source("r.example.com", "{\"credsStore\":\"../evil\"}")))
        .hasMessageContaining("\"../evil\" is not the name of a credential helper");
  }

  @Test
  void asksAHelperThatFailsOnceForAMoment() throws Exception {
    helper("store", "echo 'the keychain is locked'\nexit 1\n");
    CredentialSource source = source("r.example.com", "{\"credsStore\":\"store\"}");

    String first = failureOf(source).getMessage();

    assertThat(failureOf(source)).hasMessage(first);
    assertThat(asked()).isEqualTo("get r.example.com\n");
  }

  @Test
  void neverShowsWhatAHelperAnswered() throws Exception {
    helper("store", "echo '{\"Username\":\"me\",\"Secret\":\"sesame\"'\n");

    RegistryException failure = failureOf(source("r.example.com", "{\"credsStore\":\"store\"}"));

    assertThat(failure).hasStackTraceContaining("what is not JSON");
    assertThat(failure.toString() + failure.failure()).doesNotContain("sesame");
  }

  @Test
  void readsTheFileAgainWhenItWasReplaced() throws Exception {
    CredentialSource source =
        source("r", "{\"auths\":{\"r\":{\"auth\":\"%s\"}}}".formatted(auth("me:old")));
    assertThat(source.find()).isEqualTo(password("me", "old"));

    Path next =
        Files.writeString(
            directory.resolve("next"),
            "{\"auths\":{\"r\":{\"auth\":\"%s\"}}}".formatted(auth("me:newer")));
    Files.move(next, directory.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(source.find()).isEqualTo(password("me", "newer"));
  }

  @Test
  void keepsWhatTheFileSaidWhileItIsHalfWritten() throws Exception {
    CredentialSource source =
        source("r", "{\"auths\":{\"r\":{\"auth\":\"%s\"}}}".formatted(auth("me:old")));
    source.find();

    Files.writeString(directory.resolve("config.json"), "{\"auths\":");

    assertThat(source.find()).isEqualTo(password("me", "old"));
  }

  @Test
  void saysWhatIsWrongWithTheFileButNotWhatIsInIt() throws Exception {
    RegistryException failure = failureOf(source("r", "{\"auth\": sesame"));

    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(failure).hasMessageContaining("config.json but failed because: it is not JSON");
    assertThat(failure.getMessage()).doesNotContain("sesame");
    CredentialSource missing =
        AccountFiles.at(directory.resolve("none.json"), Map.of()).source("r");
    assertThat(failureOf(missing)).hasMessageContaining("there is no such file");
  }

  @Test
  void looksWhereDockerAndPodmanKeepTheUsersAccounts() throws Exception {
    Path docker = Files.createDirectories(directory.resolve("home/.docker"));
    Path podman = Files.createDirectories(directory.resolve("run/containers"));
    Files.writeString(
        docker.resolve("config.json"),
        "{\"auths\":{\"a\":{\"auth\":\"%s\"}}}".formatted(auth("docker:1")));
    Files.writeString(
        podman.resolve("auth.json"),
        "{\"auths\":{\"a\":{\"auth\":\"%s\"},\"b\":{\"auth\":\"%s\"}}}"
            .formatted(auth("podman:2"), auth("podman:3")));
    AccountFiles files =
        AccountFiles.ofUser(
            Map.of(
                "HOME", directory.resolve("home").toString(),
                "XDG_RUNTIME_DIR", directory.resolve("run").toString()));

    assertThat(files.source("a").find()).isEqualTo(password("docker", "1"));
    assertThat(files.source("b").find()).isEqualTo(password("podman", "3"));
    assertThat(files.source("c").find()).isEmpty();

    AccountFiles named =
        AccountFiles.ofUser(Map.of("REGISTRY_AUTH_FILE", podman.resolve("auth.json").toString()));
    assertThat(named.source("a").find()).isEqualTo(password("podman", "2"));
    AccountFiles moved = AccountFiles.ofUser(Map.of("DOCKER_CONFIG", docker.toString()));
    assertThat(moved.source("a").find()).isEqualTo(password("docker", "1"));
    assertThat(AccountFiles.ofUser(Map.of()).source("a").find()).isEmpty();
  }

  private static RegistryException failureOf(CredentialSource source) {
    return catchThrowableOfType(RegistryException.class, source::find);
  }
}
