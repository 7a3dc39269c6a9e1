package io.waybill.migration.imagesyncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.migration.files.FileText;
import io.waybill.migration.files.MigrationFileException;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.schemas.names.Registry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private static final Registry QUAY = Registry.of("quay.io");
  private static final FileText IMAGES =
      new FileText("images.json", "{\"nginx\": \"quay.io/a/b\"}");

  private static SyncFiles read(String auth, Map<String, String> environment)
      throws MigrationFileException {
    return SyncFiles.read(
        Optional.of(new FileText("auth.json", auth)), IMAGES, DefaultPlace.NONE, environment);
  }

  private static List<String> mistakes(String auth) {
    MigrationFileException wrong =
        catchThrowableOfType(MigrationFileException.class, () -> read(auth, Map.of()));
    assertThat(wrong).as(auth).isNotNull();
    return wrong.mistakes();
  }

  private static Optional<Credentials> password(String username, String password) {
    return Optional.of(new Credentials.Password(username, password));
  }

  @Test
  void theLongestKeyThatFitsCounts() throws Exception {
    SyncAccounts accounts =
        read(
                """
                { "quay.io": {"username": "a", "password": "b", "insecure": true},
                  "quay.io/coreos": {"username": "${U}", "password": "$P"},
                  "quay.io/coreos/deep/": {"username": "d", "password": "e"} }
                """,
                Map.of("U", "me", "P", "secret"))
            .accounts();
    CredentialSource source = accounts.source(QUAY, CredentialSource.ANONYMOUS);

    assertThat(source.find()).isEqualTo(password("a", "b"));
    assertThat(source.forRepository("other/app").find()).isEqualTo(password("a", "b"));
    assertThat(source.forRepository("coreos/app").find()).isEqualTo(password("me", "secret"));
    assertThat(source.forRepository("coreos/deep/app").find()).isEqualTo(password("d", "e"));
    assertThat(source.forRepository("coreosx/app").find()).isEqualTo(password("a", "b"));
    assertThat(source.origin()).isEqualTo("auth.json");
    assertThat(accounts.insecure()).containsExactly(QUAY);
  }

  @Test
  void whatNoKeyFitsIsAskedForElsewhere() throws Exception {
    SyncAccounts accounts = read("quay.io/team: {username: a, password: b}", Map.of()).accounts();
    CredentialSource others = CredentialSource.of(new Credentials.Password("x", "y"), "there");

    assertThat(accounts.source(QUAY, others).find()).isEqualTo(password("x", "y"));
    assertThat(accounts.source(QUAY, others).origin()).isEqualTo("there");
    assertThat(accounts.source(QUAY, others).forRepository("team/app").find())
        .isEqualTo(password("a", "b"));
    assertThat(accounts.source(Registry.of("gcr.io"), CredentialSource.ANONYMOUS).find()).isEmpty();
  }

  @Test
  void aPasswordThatLooksLikeAVariableIsNotShown() {
    assertThat(mistakes("quay.io: {username: a, password: $tr0ngPassw0rd}"))
        .singleElement()
        .asString()
        .contains("password of \"quay.io\" begins with $", "not set", "${NAME}")
        .doesNotContain("tr0ngPassw0rd");
    assertThat(mistakes("quay.io: {username: $WHO, password: \"${WORD}\"}"))
        .anyMatch(mistake -> mistake.contains("the variable WHO, which is not set"))
        .anyMatch(mistake -> mistake.contains("the variable WORD, which is not set"));
  }

  @Test
  void anEntryWithoutANameIsNobody() throws Exception {
    SyncAccounts accounts = read("localhost:5000: {insecure: true}", Map.of()).accounts();
    Registry local = Registry.of("localhost:5000");

    assertThat(
            accounts.source(local, CredentialSource.of(new Credentials.Password("x", "y"))).find())
        .isEmpty();
    assertThat(accounts.insecure()).containsExactly(local);
  }

  @Test
  void variablesStandAloneOrInBraces() throws Exception {
    SyncAccounts accounts =
        read("quay.io: {username: 'cn-north-4@${AK}', password: 'a$AK-$${AK'}", Map.of("AK", "KEY"))
            .accounts();

    assertThat(accounts.source(QUAY, CredentialSource.ANONYMOUS).find())
        .isEqualTo(password("cn-north-4@KEY", "a$AK-$${AK"));
  }

  @Test
  void theOldSingleFileHoldsBoth() throws Exception {
    SyncFiles files =
        SyncFiles.readConfig(
            new FileText(
                "config.json",
                """
                { "auth": {"quay.io": {"username": "a", "password": "b", "email": "c"}},
                  "images": {"nginx:v1": "quay.io/a/b"}, "proc": 5 }
                """),
            DefaultPlace.NONE,
            Map.of());

    assertThat(files.rules()).hasSize(1);
    assertThat(files.accounts().source(QUAY, CredentialSource.ANONYMOUS).find())
        .isEqualTo(password("a", "b"));
    assertThat(files.remarks())
        .hasSize(2)
        .anyMatch(remark -> remark.contains("line 1") && remark.contains("email"))
        .anyMatch(remark -> remark.contains("line 2") && remark.contains("proc"));
  }

  @Test
  void whatIsReadApartMayStandInAFileOfBoth() throws Exception {
    FileText both =
        new FileText(
            "failed.json",
            """
            { "writtenBy": "somebody", "auth": {"quay.io": {"username": "a", "password": "b"}},
              "images": {"nginx:v1": ["quay.io/a/b:v1"]}, "failures": [{"code": "DENIED"}] }
            """);

    SyncFiles files = SyncFiles.read(Optional.of(both), both, DefaultPlace.NONE, Map.of());

    assertThat(files.rules()).extracting(SyncRule::written).containsExactly("nginx:v1");
    assertThat(files.accounts().source(QUAY, CredentialSource.ANONYMOUS).find())
        .isEqualTo(password("a", "b"));
    assertThat(files.remarks()).isEmpty();
  }

  @Test
  void everyMistakeIsToldAndNoSecret() {
    List<String> mistakes =
        mistakes(
            """
            {
              "quay.io": {"username": "${NOBODY}", "password": "hunter2"},
              "https://gcr.io": {"username": "a", "password": "hunter2"},
              "ghcr.io": {"username": "a"},
              "docker.io": "hunter2",
              "docker.io/a": {"username": ["a"], "password": "hunter2"},
              "docker.io/b": {"insecure": "hunter2"},
              "quay.io/Team": {"username": "a", "password": "hunter2"}
            }
            """);

    assertThat(mistakes).hasSize(7);
    assertThat(mistakes).noneMatch(mistake -> mistake.contains("hunter2"));
    assertThat(mistakes.get(0)).contains("auth.json, line 2", "NOBODY", "not set");
    assertThat(mistakes.get(1)).contains("line 3", "scheme");
    assertThat(mistakes.get(2)).contains("line 4", "no password");
    assertThat(mistakes.get(3)).contains("line 5", "an account is expected");
    assertThat(mistakes.get(4)).contains("line 6", "one text");
    assertThat(mistakes.get(5)).contains("line 7", "neither true nor false");
    assertThat(mistakes.get(6)).contains("line 8", "registry/namespace");
  }

  @Test
  void anAccountDoesNotPrintItsPassword() {
    assertThat(new SyncAccount("quay.io", "a", "hunter2", false, "auth.json").toString())
        .doesNotContain("hunter2");
    assertThat(new FileText("auth.json", "hunter2").toString()).doesNotContain("hunter2");
  }
}
