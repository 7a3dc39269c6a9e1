package io.waybill.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.copy.Origin.ManyImages;
import io.waybill.cli.copy.Origin.OneImage;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.Glob;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SRC and DST mean together. */
final class OriginTest {
  private static final Digest DIGEST = Digest.sha256(new byte[0]);

  private static Origin parse(String source) {
    return Origin.parse(source, false, List.of(), List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "host/app:1, host/app:1",
    "docker://host/app:1, host/app:1",
    "host:5000/team/app, host:5000/team/app:latest",
    "docker.io/debian:13, docker.io/library/debian:13",
    "docker.io/debian, docker.io/library/debian:latest",
    "docker.io/team/app:1, docker.io/team/app:1"
  })
  void oneImage(String source, String reference) {
    assertThat(parse(source))
        .isEqualTo(new OneImage(Reference.parse(reference), reference.endsWith("latest")));
  }

  @Test
  void oneImageByDigest() {
    Reference reference = Reference.parse("host/app@" + DIGEST);

    assertThat(parse("host/app@" + DIGEST)).isEqualTo(new OneImage(reference, false));
  }

  @ParameterizedTest
  @CsvSource({
    "host/app:v1.*, app, v1.*",
    "host/team/**, team/**,",
    "host/team/*:v?, team/*, v?",
    "'host/{a,b}:{1,2}', '{a,b}', '{1,2}'",
    "host/**, **,"
  })
  void manyImages(String source, String repositories, String tags) {
    ManyImages many = (ManyImages) parse(source);

    assertThat(many.selection().repositories()).isEqualTo(Glob.parse(repositories));
    assertThat(many.selection().tags().map(Glob::toString).orElse(null)).isEqualTo(tags);
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "app:1", "", "host/UPPER:1", "host/app:", "host/{a:1", "host/"})
  void whatCannotBeReadIsExplained(String source) {
    assertThatThrownBy(() -> parse(source))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("SRC");
  }

  @Test
  void allTagsLeaveNoRoomForATag() {
    assertThatThrownBy(() -> Origin.parse("host/app:1", true, List.of(), List.of()))
        .hasMessageContaining("leave \":1\" out");
  }

  @Test
  void oneImageHasNothingToExclude() {
    assertThatThrownBy(
            () -> Origin.parse("host/app:1", false, List.of(Glob.parse("*-rc*")), List.of()))
        .hasMessageContaining("nothing to exclude");
  }

  @ParameterizedTest
  @CsvSource({
    "host/team/app:1, other, other/team/app:1",
    "host/team/app:1, other:5000/, other:5000/team/app:1",
    "host/team/app:1, other/mirror/, other/mirror/team/app:1",
    "host/team/app:1, other/app, other/app:1",
    "host/team/app:1, other/app:2, other/app:2",
    "host/team/app:1, docker://other/app:2, other/app:2",
    "docker.io/debian:13, other, other/library/debian:13"
  })
  void whereOneImageGoes(String source, String target, String reference) {
    OneImage one = (OneImage) parse(source);

    assertThat(Place.parse(target, one).of(one.reference())).isEqualTo(Reference.parse(reference));
  }

  @ParameterizedTest
  @CsvSource({
    "host/team/**, other, other/team/app:1",
    "host/team/**, other/mirror/, other/mirror/team/app:1",
    "host/team/app:*, other/app, other/app:1"
  })
  void whereEachOfManyImagesGoes(String source, String target, String reference) {
    assertThat(Place.parse(target, parse(source)).of(Reference.parse("host/team/app:1")))
        .isEqualTo(Reference.parse(reference));
  }

  @ParameterizedTest
  @CsvSource({
    "host/app:*, other/app:1, SRC is more than one image",
    "host/team/**, other/app, SRC is more than one repository",
    "host/team/**, host, SRC and DST are the same registry",
    "host/app:*, host/app, SRC and DST are the same",
    "host/app:1, host/app, SRC and DST are the same",
    "host/app:1, other/*, is no pattern",
    "host/app:1, other/UPPER:1, DST cannot be read",
    "host/app:1, other/app@sha256:12, DST cannot be read"
  })
  void whatLeavesOpenWhereSomethingGoesIsRefused(String source, String target, String why) {
    assertThatThrownBy(() -> Place.parse(target, parse(source)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(why);
  }

  @Test
  void aDigestNeedsATargetInFull() {
    Origin origin = parse("host/app@" + DIGEST);

    assertThatThrownBy(() -> Place.parse("other/app", origin))
        .hasMessageContaining("SRC is a digest and has no tag to keep");
    assertThat(Place.parse("other/app@" + DIGEST, origin)).isNotNull();
    assertThatThrownBy(() -> Place.parse("other/app@" + DIGEST, parse("host/app:1")))
        .hasMessageContaining("DST is a digest");
  }
}
