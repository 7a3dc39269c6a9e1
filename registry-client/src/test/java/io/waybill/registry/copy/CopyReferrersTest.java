package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.ManifestPayload;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.manifests.ReferrersIndex;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.scripted.ScriptedRegistry.Ability;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signatures and SBOMs between registries with and without a referrers API. */
final class CopyReferrersTest {
  private final List<ScriptedRegistry> servers = new ArrayList<>();
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)));
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final SampleImage image = SampleImage.builder(41).signed().withSbom().build();
  private final Tag fallback = ReferrersLister.fallbackTag(image.digest());

  @AfterEach
  void stop() {
    clients.close();
    servers.forEach(ScriptedRegistry::close);
  }

  private ScriptedRegistry server(Ability... abilities) {
    ScriptedRegistry server = ScriptedRegistry.start(abilities);
    servers.add(server);
    return server;
  }

  private static TagReference reference(ScriptedRegistry server) {
    return server.repository("team/app").tag(Tag.of("v1"));
  }

  private CopyReport copy(ScriptedRegistry from, ScriptedRegistry to, Overwrite overwrite)
      throws CopyFailure {
    return engine.copy(
        CopyRequest.of(reference(from), reference(to)).withReferrers(true).withOverwrite(overwrite),
        CopyListener.NONE);
  }

  private void assertSame(ScriptedRegistry from, ScriptedRegistry to, int referrers)
      throws RegistryException {
    assertThat(new ImageVerifier(clients).verify(reference(from), reference(to), true).referrers())
        .isEqualTo(referrers);
  }

  @Test
  void movesTheSourcesFallbackIndexAsItIs() throws Exception {
    ScriptedRegistry from = server();
    ScriptedRegistry to = server();
    image.push(clients, reference(from));

    copy(from, to, Overwrite.ALWAYS);

    assertSame(from, to, 2);
    assertThat(to.findTag("team/app", fallback.name()))
        .isPresent()
        .isEqualTo(from.findTag("team/app", fallback.name()));
  }

  @Test
  void writesNoFallbackTagWhereTheTargetHasTheApi() throws Exception {
    ScriptedRegistry from = server();
    ScriptedRegistry to = server(Ability.REFERRERS_API);
    image.push(clients, reference(from));

    copy(from, to, Overwrite.ALWAYS);

    assertSame(from, to, 2);
    assertThat(to.findTag("team/app", fallback.name())).isEmpty();
  }

  @Test
  void writesAFallbackTagWhereOnlyTheSourceHasTheApi() throws Exception {
    ScriptedRegistry from = server(Ability.REFERRERS_API);
    ScriptedRegistry to = server();
    image.push(clients, reference(from));

    copy(from, to, Overwrite.ALWAYS);

    assertSame(from, to, 2);
    assertThat(to.findTag("team/app", fallback.name())).isPresent();
  }

  @Test
  void keepsWhatTheTargetsFallbackTagLists() throws Exception {
    ScriptedRegistry from = server();
    ScriptedRegistry to = server();
    image.push(clients, reference(from));
    byte[] own = "{\"schemaVersion\":2,\"layers\":[]}".getBytes(StandardCharsets.UTF_8);
    to.putManifest("team/app", "own", MediaTypes.OCI_MANIFEST, own);
    ManifestPayload index =
        ReferrersIndex.write(
            List.of(Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.sha256(own), own.length)));
    to.putManifest("team/app", fallback.name(), MediaTypes.OCI_INDEX, index.bytes());

    copy(from, to, Overwrite.ALWAYS);

    Digest merged = to.findTag("team/app", fallback.name()).orElseThrow();
    assertThat(merged).isNotEqualTo(index.digest());
    assertThat(merged)
        .isEqualTo(
            ReferrersIndex.write(
                    List.of(
                        Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.sha256(own), own.length),
                        sbom(from)))
                .digest());
  }

  private Descriptor sbom(ScriptedRegistry from) throws RegistryException {
    return new ManifestPuller(
            clients.getCaller(reference(from).repository().registry(), Side.SOURCE))
        .pull(reference(from).repository().tag(fallback))
        .manifests()
        .getFirst();
  }

  @Test
  void leavesOutWhatTheSourceListsButDoesNotHave() throws Exception {
    ScriptedRegistry from = server();
    ScriptedRegistry to = server();
    image.push(clients, reference(from));
    from.deleteManifest("team/app", image.sbom().orElseThrow());

    CopyReport report = copy(from, to, Overwrite.ALWAYS);

    assertThat(report.referrers())
        .extracting(CopiedReferrer::tag)
        .containsExactly(image.signatureTag());
    assertThat(to.findTag("team/app", fallback.name())).isEmpty();
  }

  @Test
  void leavesADigestTagOfTheTargetAloneUnderNever() throws Exception {
    ScriptedRegistry from = server();
    ScriptedRegistry to = server();
    image.push(clients, reference(from));
    byte[] own = "{\"schemaVersion\":2,\"layers\":[]}".getBytes(StandardCharsets.UTF_8);
    String signatureTag = image.signatureTag().orElseThrow().name();
    to.putManifest("team/app", signatureTag, MediaTypes.OCI_MANIFEST, own);

    copy(from, to, Overwrite.NEVER);

    assertThat(to.findTag("team/app", signatureTag)).contains(Digest.sha256(own));
    assertThat(to.findTag("team/app", "v1")).contains(image.digest());
  }

  @Test
  void leavesADigestTagAloneThatAppearsAtTheTargetDuringTheCopyUnderNever() throws Exception {
    ScriptedRegistry from = server();
    ScriptedRegistry to = server();
    image.push(clients, reference(from));
    byte[] own = "{\"schemaVersion\":2,\"layers\":[]}".getBytes(StandardCharsets.UTF_8);
    String signatureTag = image.signatureTag().orElseThrow().name();
    Digest signature = from.findTag("team/app", signatureTag).orElseThrow();
    from.script(
        Fault.on("GET", "/manifests/" + signature)
            .once()
            .run(() -> to.putManifest("team/app", signatureTag, MediaTypes.OCI_MANIFEST, own)));

    copy(from, to, Overwrite.NEVER);

    assertThat(to.findTag("team/app", signatureTag)).contains(Digest.sha256(own));
    assertThat(to.findTag("team/app", "v1")).contains(image.digest());
  }

  @Test
  void carriesTheSignatureOfASignatureAndEndsWhereTheyGoInCircles() throws Exception {
    ScriptedRegistry from = server(Ability.REFERRERS_API);
    ScriptedRegistry to = server(Ability.REFERRERS_API);
    image.push(clients, reference(from));
    Digest first = push(from, image.sbom().orElseThrow());
    Digest second = push(from, first);
    // A tag that hangs the image itself on its last signature closes the circle.
    from.moveTag("team/app", Tag.of(ReferrersLister.fallbackTag(second) + ".sig"), image.digest());

    CopyReport report = copy(from, to, Overwrite.ALWAYS);

    assertThat(report.referrers()).extracting(CopiedReferrer::digest).contains(first, second);
    assertThat(to.findTag("team/app", ReferrersLister.fallbackTag(second) + ".sig"))
        .contains(image.digest());
  }

  @Test
  void readsAllPagesOfAList() throws Exception {
    ScriptedRegistry from = server(Ability.REFERRERS_API);
    ScriptedRegistry to = server(Ability.REFERRERS_API);
    image.push(clients, reference(from));
    Digest first = push(from, image.digest());
    String list = "/v2/team/app/referrers/" + image.digest();
    from.script(
        Fault.on("GET", list + "$")
            .answer(
                Reply.of(200, page(first))
                    .with("Content-Type", MediaTypes.OCI_INDEX)
                    .with("Link", "<" + list + "?last=x>; rel=\"next\"")));

    copy(from, to, Overwrite.ALWAYS);

    assertThat(to.hasManifest("team/app", first)).isTrue();
    assertThat(to.hasManifest("team/app", image.sbom().orElseThrow())).isTrue();
  }

  private static byte[] page(Digest referrer) {
    return "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1}]}"
        .formatted(MediaTypes.OCI_MANIFEST, referrer)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void failsWithASentenceOfItsOwnWhereAReferrerCannotBeCopied() throws Exception {
    ScriptedRegistry from = server(Ability.REFERRERS_API);
    ScriptedRegistry to = server(Ability.REFERRERS_API);
    image.push(clients, reference(from));
    from.deleteBlob("team/app", Digest.sha256(new byte[0]));
    push(from, image.digest());
    from.deleteBlob("team/app", Digest.sha256(new byte[0]));

    CopyFailure failure =
        catchThrowableOfType(CopyFailure.class, () -> copy(from, to, Overwrite.ALWAYS));

    assertThat(failure.code()).isEqualTo(FailureCode.MANIFEST_INVALID);
    assertThat(failure.failure().reason())
        .endsWith(
            "The image itself is at the target; this is about what refers to "
                + image.digest()
                + ".");
    assertThat(to.findTag("team/app", "v1")).contains(image.digest());
    assertThat(failure.partialReport().targetAfter()).contains(image.digest());
  }

  @Test
  void carriesAllOfCosignsTagsAndTheSignatureOfAnSbomUnderOne() throws Exception {
    ScriptedRegistry from = server();
    ScriptedRegistry to = server(Ability.REFERRERS_API);
    image.push(clients, reference(from));
    String subject = ReferrersLister.fallbackTag(image.digest()).name();
    Digest attestation = push(from, Digest.sha256(new byte[] {1}));
    from.moveTag("team/app", Tag.of(subject + ".att"), attestation);
    Digest sbom = push(from, Digest.sha256(new byte[] {2}));
    from.moveTag("team/app", Tag.of(subject + ".sbom"), sbom);
    Digest ofSbom = push(from, Digest.sha256(new byte[] {3}));
    Tag signature = Tag.of(ReferrersLister.fallbackTag(sbom) + ".sig");
    from.moveTag("team/app", signature, ofSbom);

    copy(from, to, Overwrite.ALWAYS);

    assertThat(to.findTag("team/app", subject + ".att")).contains(attestation);
    assertThat(to.findTag("team/app", subject + ".sbom")).contains(sbom);
    assertThat(to.findTag("team/app", signature.name())).contains(ofSbom);
  }

  /** Pushes a manifest without content whose subject is this one. */
  private static Digest push(ScriptedRegistry server, Digest subject) {
    byte[] bytes =
        "{\"schemaVersion\":2,\"config\":{\"digest\":\"%s\",\"size\":0},\"layers\":[],\"subject\":{\"digest\":\"%s\",\"size\":1}}"
            .formatted(Digest.sha256(new byte[0]), subject)
            .getBytes(StandardCharsets.UTF_8);
    server.putBlob("team/app", new byte[0]);
    server.putManifest("team/app", "pushed", MediaTypes.OCI_MANIFEST, bytes);
    return Digest.sha256(bytes);
  }
}
