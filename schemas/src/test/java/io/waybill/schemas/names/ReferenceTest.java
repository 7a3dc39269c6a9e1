package io.waybill.schemas.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  private static final String HEX =
      "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shanghai/app:v1                      | shanghai             | app            | v1
          registry.example.com/team/app:latest | registry.example.com | team/app       | latest
          localhost:5000/app:v1                | localhost:5000       | app            | v1
          127.0.0.1:5000/a/b/c:1               | 127.0.0.1:5000       | a/b/c          | 1
          [::1]:5000/app:v1                    | [::1]:5000           | app            | v1
          [fe80::1]/app:v1                     | [fe80::1]            | app            | v1
          Host_1/a.b_c__d-e--f/g:_V.1-x        | Host_1               | a.b_c__d-e--f/g | _V.1-x
          """)
  void aTagIsReadAndWrittenAgain(String text, String registry, String path, String tag) {
    Reference reference = Reference.parse(text);

    assertThat(reference)
        .isEqualTo(Repository.of(Registry.of(registry), path).tag(Tag.of(tag)))
        .hasToString(text);
    assertThat(reference.identifier()).isEqualTo(tag);
  }

  @ParameterizedTest
  @CsvSource({
    "shanghai/app@sha256:, shanghai/app",
    "localhost:5000/team/app@sha256:, localhost:5000/team/app",
    "localhost:5000/team/app:v1@sha256:, localhost:5000/team/app",
    "[::1]:5000/app:v1@sha256:, [::1]:5000/app",
  })
  void aDigestIsReadAndWinsOverATag(String text, String repository) {
    Reference reference = Reference.parse(text + HEX);

    assertThat(reference)
        .isEqualTo(Repository.parse(repository).digest(Digest.parse("sha256:" + HEX)))
        .hasToString(repository + "@sha256:" + HEX);
    assertThat(reference.identifier()).isEqualTo("sha256:" + HEX);
  }

  @Test
  void aDigestOfSha512IsReadToo() {
    String digest = "sha512:" + HEX + HEX;

    assertThat(Reference.parse("a/b@" + digest).identifier()).isEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                    | "" is not a reference: expected registry/repository:tag or registry/repository@digest
          app                   | "app" is not a reference: expected registry/repository:tag or registry/repository@digest
          app:v1                | "app:v1" is not a reference: expected registry/repository:tag or registry/repository@digest
          host/app              | "host/app" is not a reference: expected registry/repository:tag or registry/repository@digest
          host:5000/app         | "host:5000/app" is not a reference: expected registry/repository:tag or registry/repository@digest
          /app:v1               | "/app:v1" is not a reference: expected registry/repository:tag or registry/repository@digest
          host/app:             | "" is not a tag: expected a letter, digit or '_', then up to 127 of these, '.' or '-'
          host/app:-v1          | "-v1" is not a tag: expected a letter, digit or '_', then up to 127 of these, '.' or '-'
          host/App:v1           | "App" is not a repository: expected lower-case letters and digits, separated by '.', '_', '__', '-' or '/', at most 255 characters
          host//app:v1          | "/app" is not a repository: expected lower-case letters and digits, separated by '.', '_', '__', '-' or '/', at most 255 characters
          host/a/../b:v1        | "a/../b" is not a repository: expected lower-case letters and digits, separated by '.', '_', '__', '-' or '/', at most 255 characters
          host/a___b:v1         | "a___b" is not a repository: expected lower-case letters and digits, separated by '.', '_', '__', '-' or '/', at most 255 characters
          host/:v1              | "" is not a repository: expected lower-case letters and digits, separated by '.', '_', '__', '-' or '/', at most 255 characters
          https://host/app:v1   | "https:" is not a registry: expected a configured name or host[:port] of letters, digits, dots, dashes and underscores
          user@host/app:v1      | "host/app:v1" is not a digest: expected sha256: and 64 lower-case hexadecimal digits, or sha512: and 128
          host:0/app:v1         | "host:0" is not a registry: expected a port from 1 to 65535
          host:65536/app:v1     | "host:65536" is not a registry: expected a port from 1 to 65535
          host/app@sha256:00    | "sha256:00" is not a digest: expected sha256: and 64 lower-case hexadecimal digits, or sha512: and 128
          host/app@md5:00       | "md5:00" is not a digest: expected sha256: and 64 lower-case hexadecimal digits, or sha512: and 128
          host/app@             | "" is not a digest: expected algorithm:hex, as in sha256:9f86d0...
          """)
  void whatIsNotAReferenceIsRefusedWithTheReason(String text, String why) {
    assertThatThrownBy(() -> Reference.parse(text))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {":bad tag", ":", ":-v1"})
  void aBadTagIsRefusedThoughTheDigestWins(String tag) {
    assertThatThrownBy(() -> Reference.parse("host/app" + tag + "@sha256:" + HEX))
        .hasMessageContaining("is not a tag");
  }

  @Test
  void lengthsAreThoseOfTheSpecification() {
    String longest = "a".repeat(255);
    assertThat(Reference.parse("host/" + longest + ":" + "t".repeat(128))).isNotNull();

    assertThatThrownBy(() -> Reference.parse("host/" + longest + "a:v1"))
        .hasMessageContaining("is not a repository")
        .hasMessageContaining("aaa...\"");
    assertThatThrownBy(() -> Reference.parse("host/app:" + "t".repeat(129)))
        .hasMessageContaining("is not a tag");
  }

  @Test
  void controlCharactersDoNotReachTheMessage() {
    assertThatThrownBy(() -> Tag.of("v1\r\n\u001b[31mred"))
        .hasMessageStartingWith("\"v1???[31mred\" is not a tag");
  }

  @Test
  void aReferenceMovesToAnotherRepository() {
    Repository there = Repository.parse("frankfurt/mirror/app");

    assertThat(Reference.parse("host/app:v1").in(there)).hasToString("frankfurt/mirror/app:v1");
    assertThat(Reference.parse("host/app@sha256:" + HEX).in(there))
        .hasToString("frankfurt/mirror/app@sha256:" + HEX);
  }

  @Test
  void aDigestKnowsItsBytes() {
    byte[] foo = {'f', 'o', 'o'};

    assertThat(Digest.sha256(foo)).hasToString("sha256:" + HEX);
    assertThat(Digest.parse("sha256:" + HEX).matches(foo)).isTrue();
    assertThat(Digest.parse("sha256:" + HEX).matches(new byte[0])).isFalse();
    assertThat(Digest.find("sha256:" + HEX)).contains(Digest.sha256(foo));
    assertThat(Digest.find("sha256:" + HEX.toUpperCase(Locale.ROOT))).isEmpty();
  }
}
