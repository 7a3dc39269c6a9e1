package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.scripted.Documents;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.scripted.ScriptedRegistry.Ability;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.PlatformSelection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies of some platforms only, in both modes. */
final class CopyPlatformsTest {
  private static final String APP = "team/app";

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to =
      ScriptedRegistry.start(Ability.SPARSE_INDEXES, Ability.SINGLE_POST);
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)));
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final Documents documents = new Documents(from, APP);
  private final ObjectNode amd64 = documents.platform("linux/amd64");
  private final ObjectNode armV6 = documents.platform("linux/arm/v6");
  private final ObjectNode armV7 = documents.platform("linux/arm/v7");
  private final ObjectNode arm64 = documents.platform("linux/arm64");
  private final ObjectNode windows = documents.platform("windows/amd64:10.0.17763.4252");
  private final ObjectNode attestation = attestation(amd64);
  private final TagReference source = from.repository(APP).tag(Tag.of("v1"));
  private final TagReference target = to.repository(APP).tag(Tag.of("v1"));

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  /** An attestation as BuildKit puts it beside the image that it is about. */
  private ObjectNode attestation(ObjectNode about) {
    ObjectNode entry = documents.image("unknown/unknown");
    entry.putObject("platform").put("architecture", "unknown").put("os", "unknown");
    entry
        .putObject("annotations")
        .put("vnd.docker.reference.type", "attestation-manifest")
        .put("vnd.docker.reference.digest", about.path("digest").asText());
    return entry;
  }

  private Digest tag(ObjectNode... entries) {
    byte[] index = Documents.indexText(entries).getBytes(StandardCharsets.UTF_8);
    from.putManifest(APP, "v1", MediaTypes.OCI_INDEX, index);
    return Digest.sha256(index);
  }

  private Digest tagAll() {
    return tag(amd64, armV6, armV7, arm64, windows, attestation);
  }

  private CopyRequest request(PlatformMode mode, String... platforms) {
    return CopyRequest.of(source, target)
        .withPlatforms(
            new PlatformSelection(
                Arrays.stream(platforms).map(PlatformPattern::parse).toList(), mode));
  }

  private CopyReport copy(CopyRequest request) throws CopyFailure {
    return engine.copy(request, CopyListener.NONE);
  }

  private CopyFailure fail(CopyRequest request) {
    CopyFailure failure = catchThrowableOfType(CopyFailure.class, () -> copy(request));
    assertThat(failure).as("the copy was to fail").isNotNull();
    return failure;
  }

  private void assertThere(ObjectNode... manifests) {
    for (ObjectNode manifest : manifests) {
      assertThat(to.hasManifest(APP, Documents.digest(manifest))).as("%s", manifest).isTrue();
    }
  }

  private void assertNotThere(ObjectNode... manifests) {
    for (ObjectNode manifest : manifests) {
      assertThat(to.hasManifest(APP, Documents.digest(manifest))).as("%s", manifest).isFalse();
    }
  }

  @Test
  void keepsTheIndexAndItsDigestInSparseMode() throws Exception {
    Digest index = tagAll();

    CopyReport report = copy(request(PlatformMode.SPARSE, "linux/amd64"));

    assertThat(report.outcome()).isEqualTo(CopyOutcome.COPIED);
    assertThat(report.rebuilt()).isFalse();
    assertThat(to.findTag(APP, "v1")).contains(index);
    assertThere(amd64, attestation);
    assertNotThere(armV6, armV7, arm64, windows);
    assertThat(
            to.hasBlob(APP, Digest.sha256("layer of linux/arm64".getBytes(StandardCharsets.UTF_8))))
        .isFalse();
  }

  @Test
  void namesOnlyWhatIsSelectedInRebuiltMode() throws Exception {
    Digest index = tagAll();

    CopyReport report = copy(request(PlatformMode.REBUILT, "linux/amd64", "linux/arm64"));

    String expected = Documents.indexText(amd64, arm64, attestation);
    String compact = new ObjectMapper().readTree(expected).toString();
    Digest rebuilt = Digest.sha256(compact.getBytes(StandardCharsets.UTF_8));
    assertThat(report.rebuilt()).isTrue();
    assertThat(report.sourceDigest()).contains(index);
    assertThat(report.targetAfter()).contains(rebuilt);
    assertThat(to.findTag(APP, "v1")).contains(rebuilt);
    assertThat(new String(to.manifest(APP, rebuilt), StandardCharsets.UTF_8)).isEqualTo(compact);
    assertThat(to.missingUnder(APP, "v1")).isEmpty();
    assertNotThere(armV6, armV7, windows);
  }

  @Test
  void keepsAnIndexOfWhichOneImageIsLeft() throws Exception {
    tagAll();

    copy(request(PlatformMode.REBUILT, "linux/arm64"));

    assertThat(to.findTag(APP, "v1"))
        .isPresent()
        .isNotEqualTo(Optional.of(Documents.digest(arm64)));
    assertThere(arm64);
  }

  @Test
  void takesAllVariantsWhereNoneIsNamed() throws Exception {
    tagAll();

    copy(request(PlatformMode.SPARSE, "linux/arm"));

    assertThere(armV6, armV7);
    assertNotThere(arm64, amd64, attestation);
  }

  @Test
  void takesTheUsualVariantForOneThatIsNotSaid() throws Exception {
    tagAll();

    copy(request(PlatformMode.SPARSE, "linux/arm64/v8", "linux/arm/v6"));

    assertThere(arm64, armV6);
    assertNotThere(armV7);
  }

  @Test
  void takesAWindowsOfTheNamedVersion() throws Exception {
    tagAll();
    copy(request(PlatformMode.SPARSE, "windows/amd64:10.0.17763"));
    assertThere(windows);

    assertThat(fail(request(PlatformMode.REBUILT, "windows/amd64:10.0.1")).code())
        .isEqualTo(FailureCode.PLATFORM_NOT_FOUND);
  }

  @Test
  void saysWhatThereIsWhereNothingFits() throws Exception {
    tagAll();

    for (PlatformMode mode : PlatformMode.values()) {
      CopyFailure failure = fail(request(mode, "linux/s390x", "plan9/386"));

      assertThat(failure.code()).isEqualTo(FailureCode.PLATFORM_NOT_FOUND);
      assertThat(failure.failure().reason())
          .contains("linux/s390x, plan9/386")
          .contains(
              "linux/amd64, linux/arm/v6, linux/arm/v7, linux/arm64, windows/amd64:10.0.17763");
    }
    assertThat(to.findTag(APP, "v1")).isEmpty();
  }

  @Test
  void copiesAnImageWithoutAnIndexWholeWhereItFits() throws Exception {
    from.moveTag(APP, Tag.of("v1"), Documents.digest(documents.image("linux/arm/v7")));

    assertThat(fail(request(PlatformMode.REBUILT, "linux/arm/v6")).failure().reason())
        .contains("linux/arm/v7");
    CopyReport report = copy(request(PlatformMode.REBUILT, "linux/arm"));

    assertThat(report.rebuilt()).isFalse();
    assertThat(new ImageVerifier(clients).verify(source, target, false)).isNotNull();
  }

  @Test
  void copiesWhatRunsNowhere() throws Exception {
    String chart =
        "{\"schemaVersion\":2,\"config\":%s,\"layers\":[]}"
            .formatted(documents.blob("application/vnd.cncf.helm.config.v1+json", "{\"os\":1}"));
    ObjectNode inIndex = documents.manifest(MediaTypes.OCI_MANIFEST, chart);
    tag(amd64, arm64, inIndex);

    copy(request(PlatformMode.REBUILT, "linux/arm64"));

    assertThere(arm64, inIndex);
    assertNotThere(amd64);
    from.moveTag(APP, Tag.of("v1"), Documents.digest(inIndex));
    copy(request(PlatformMode.REBUILT, "linux/arm64"));
    assertThat(to.findTag(APP, "v1")).contains(Documents.digest(inIndex));
  }

  @Test
  void readsThePlatformOfAnEntryThatDoesNotSayOne() throws Exception {
    ObjectNode silent = documents.image("linux/riscv64");
    tag(amd64, silent);

    copy(request(PlatformMode.REBUILT, "linux/riscv64"));

    assertThere(silent);
    assertNotThere(amd64);
  }

  @Test
  void selectsInEveryIndexAndDropsOneThatIsLeftEmpty() throws Exception {
    ObjectNode mixed = documents.index(arm64, armV6);
    ObjectNode without = documents.index(windows);
    mixed.putObject("annotations").put("name", "mixed");
    tag(amd64, mixed, without);

    copy(request(PlatformMode.REBUILT, "linux/arm64"));

    assertThere(arm64);
    assertNotThere(amd64, armV6, windows, mixed, without);
    String top = shown();
    assertThat(top).contains("\"name\":\"mixed\"").doesNotContain(digestText(without));
    assertThat(to.missingUnder(APP, "v1")).isEmpty();
  }

  /** The document under the target's tag. */
  private String shown() {
    byte[] document = to.manifest(APP, to.findTag(APP, "v1").orElseThrow());
    return new String(document, StandardCharsets.UTF_8);
  }

  private static String digestText(ObjectNode descriptor) {
    return Documents.digest(descriptor).hex();
  }

  @Test
  void selectsInEveryIndexInSparseModeAsWell() throws Exception {
    ObjectNode mixed = documents.index(arm64, armV6);
    ObjectNode without = documents.index(windows);
    tag(amd64, mixed, without);

    copy(request(PlatformMode.SPARSE, "linux/arm64"));

    assertThere(mixed, arm64);
    assertNotThere(amd64, armV6, windows, without);
  }

  @Test
  void bringsTheRestWhereACompleteCopyFollowsASparseOne() throws Exception {
    ObjectNode mixed = documents.index(arm64, armV6);
    Digest index = tag(amd64, armV7, mixed);
    copy(request(PlatformMode.SPARSE, "linux/amd64", "linux/arm/v6"));
    assertNotThere(armV7, arm64);
    assertThere(mixed);

    // Another tool, another worker: nobody remembers.
    CopyEngine later = new StreamingCopyEngine(clients);
    CopyReport report = later.copy(CopyRequest.of(source, target), CopyListener.NONE);

    assertThat(report.outcome()).isEqualTo(CopyOutcome.COPIED);
    assertThat(new ImageVerifier(clients).verify(source, target, false).digest()).isEqualTo(index);
    to.forgetRequests();
    assertThat(later.copy(CopyRequest.of(source, target), CopyListener.NONE).outcome())
        .isEqualTo(CopyOutcome.ALREADY_PRESENT);
    assertThat(to.requests()).hasSize(1);
  }

  @Test
  void bringsTheRestUnderAnotherTagAsWell() throws Exception {
    ObjectNode mixed = documents.index(arm64, armV6);
    tag(amd64, mixed);
    copy(request(PlatformMode.SPARSE, "linux/arm64"));
    TagReference other = to.repository(APP).tag(Tag.of("v2"));

    copy(CopyRequest.of(source, other));

    assertThat(new ImageVerifier(clients).verify(source, other, false).manifests()).isEqualTo(5);
  }

  @Test
  void addsThePlatformsOfASecondSparseCopy() throws Exception {
    tagAll();
    copy(request(PlatformMode.SPARSE, "linux/amd64"));

    CopyReport second = copy(request(PlatformMode.SPARSE, "linux/arm64"));

    assertThat(second.outcome()).isEqualTo(CopyOutcome.COPIED);
    assertThere(amd64, arm64);
    assertNotThere(armV6);
  }

  @Test
  void takesAnIndexForWholeThatTheSourceDoesNotHaveWholeEither() throws Exception {
    tag(amd64, arm64);
    from.deleteManifest(APP, Documents.digest(arm64));
    copy(request(PlatformMode.SPARSE, "linux/amd64"));

    CopyReport report =
        new StreamingCopyEngine(clients).copy(CopyRequest.of(source, target), CopyListener.NONE);

    assertThat(report.outcome()).isEqualTo(CopyOutcome.ALREADY_PRESENT);
  }

  @Test
  void needsTwoRequestsWhereTheRebuiltIndexIsThere() throws Exception {
    tagAll();
    CopyRequest request = request(PlatformMode.REBUILT, "linux/amd64");
    copy(request);
    from.forgetRequests();
    to.forgetRequests();

    CopyReport report = copy(request);

    assertThat(report.outcome()).isEqualTo(CopyOutcome.ALREADY_PRESENT);
    assertThat(report.rebuilt()).isTrue();
    assertThat(from.requests()).hasSize(1);
    assertThat(to.requests()).hasSize(1);
  }

  @Test
  void knowsTheRebuiltIndexOfAnotherWorker() throws Exception {
    tagAll();
    CopyRequest request = request(PlatformMode.REBUILT, "linux/amd64");
    copy(request);

    CopyReport report = new StreamingCopyEngine(clients).copy(request, CopyListener.NONE);

    assertThat(report.outcome()).isEqualTo(CopyOutcome.ALREADY_PRESENT);
  }

  @Test
  void holdsNeverAndBackupAgainstTheRebuiltDigest() throws Exception {
    Digest whole = tagAll();
    CopyRequest request = request(PlatformMode.REBUILT, "linux/amd64");
    Digest rebuilt = copy(request).targetAfter().orElseThrow();

    assertThat(copy(request.withOverwrite(Overwrite.NEVER)).outcome())
        .isEqualTo(CopyOutcome.ALREADY_PRESENT);
    assertThat(fail(CopyRequest.of(source, target).withOverwrite(Overwrite.NEVER)).code())
        .isEqualTo(FailureCode.IMAGE_EXISTS);
    CopyReport replaced = copy(CopyRequest.of(source, target).withOverwrite(Overwrite.BACKUP));

    assertThat(to.findTag(APP, "v1")).contains(whole);
    assertThat(to.findTag(APP, replaced.backupTag().orElseThrow().name())).contains(rebuilt);
  }

  @Test
  void endsAtTheNewestSourceWhenItMovesDuringARebuild() throws Exception {
    tagAll();
    byte[] newer = Documents.indexText(amd64, armV7).getBytes(StandardCharsets.UTF_8);
    to.script(
        Fault.on("PUT", "/manifests/v1")
            .once()
            .run(() -> from.putManifest(APP, "v1", MediaTypes.OCI_INDEX, newer)));

    CopyReport report = copy(request(PlatformMode.REBUILT, "linux/amd64", "linux/arm64"));

    assertThat(report.sourceDigest()).contains(Digest.sha256(newer));
    assertThat(shown()).contains(digestText(amd64)).doesNotContain(digestText(arm64));
  }

  @Test
  void hintsAtTheOtherModeWhereTheTargetRefusesASparseIndex() throws Exception {
    tagAll();
    try (ScriptedRegistry strict = ScriptedRegistry.start()) {
      CopyRequest request =
          new CopyRequest(
              source,
              strict.repository(APP).tag(Tag.of("v1")),
              Overwrite.ALWAYS,
              false,
              Optional.empty());
      PlatformSelection chosen =
          new PlatformSelection(List.of(PlatformPattern.parse("linux/amd64")), PlatformMode.SPARSE);

      CopyFailure failure = fail(request.withPlatforms(chosen));

      assertThat(failure.code()).isEqualTo(FailureCode.SPARSE_INDEX_REFUSED);
      assertThat(failure.failure().registryError()).contains("MANIFEST_BLOB_UNKNOWN");
      assertThat(failure.failure().hint()).contains("rebuilt");
    }
  }

  @Test
  void carriesTheReferrersOfWhatWasSelected() throws Exception {
    Digest index = tagAll();
    Digest signed = signature(Documents.digest(amd64));
    Digest unselected = signature(Documents.digest(arm64));
    Digest ofIndex = signature(index);

    copy(request(PlatformMode.REBUILT, "linux/amd64").withReferrers(true));

    assertThat(to.hasManifest(APP, signed)).isTrue();
    assertThat(to.hasManifest(APP, unselected)).isFalse();
    assertThat(to.hasManifest(APP, ofIndex)).as("what signs another digest").isFalse();
    copy(request(PlatformMode.SPARSE, "linux/amd64").withReferrers(true));
    assertThat(to.hasManifest(APP, ofIndex)).isTrue();
    assertThat(to.hasManifest(APP, unselected)).isFalse();
  }

  /** A signature under cosign's tag. */
  private Digest signature(Digest subject) {
    ObjectNode signature =
        documents.manifest(
            MediaTypes.OCI_MANIFEST,
            "{\"schemaVersion\":2,\"config\":%s,\"layers\":[],\"annotations\":{\"of\":\"%s\"}}"
                .formatted(documents.blob(MediaTypes.OCI_EMPTY, "{}"), subject));
    from.moveTag(
        APP, Tag.of(ReferrersLister.fallbackTag(subject) + ".sig"), Documents.digest(signature));
    return Documents.digest(signature);
  }
}
