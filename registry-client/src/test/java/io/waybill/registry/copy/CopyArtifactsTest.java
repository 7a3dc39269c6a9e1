package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.scripted.Documents;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.ArtifactType;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is of a kind that nobody wants is passed over, before anything but it is asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CopyArtifactsTest {
  private static final String APP = "team/app";
  private static final String CHART = "application/vnd.cncf.helm.config.v1+json";

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)));
  private final Documents documents = new Documents(from, APP);

  /** Each test has an engine of its own, which remembers nothing of the others. */
  private CopyEngine engine = new StreamingCopyEngine(clients);

  @BeforeEach
  void forget() {
    engine = new StreamingCopyEngine(clients);
    from.forgetRequests();
    to.forgetRequests();
  }

  @AfterAll
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          image     | image                                | copied
          image     | chart                                | it is an image, and what is wanted is chart
          image     | chart, image                         | copied
          image     | application/vnd.oci.image.*          | copied
          index     | image                                | copied
          chart     | image                                | it is a chart, and what is wanted is image
          chart     | chart                                | copied
          chart     | any                                  | copied
          wasm      | image, chart                         | it is application/vnd.wasm.config.v0+json, and what is wanted is image, chart
          wasm      | application/vnd.wasm.config.v0+json  | copied
          wasm      | application/vnd.wasm.*               | copied
          thing     | application/vnd.example.thing        | copied
          thing     | image                                | it is application/vnd.example.thing, and what is wanted is image
          things    | application/vnd.example.thing        | copied
          things    | image                                | it is application/vnd.example.thing, and what is wanted is image
          typed     | application/vnd.example.set          | copied
          signature | image                                | it is application/vnd.dev.cosign.simplesigning.v1+json, and what is wanted is image
          """)
  void aKindIsWantedOrPassedOver(String kind, String wanted, String ending) throws Exception {
    TagReference source = lay(kind);
    TagReference target = to.repository(kind).tag(Tag.of(Integer.toHexString(wanted.hashCode())));

    CopyReport report = engine.copy(request(source, target, wanted), CopyListener.NONE);

    if (ending.equals("copied")) {
      assertThat(report.outcome()).isEqualTo(CopyOutcome.COPIED);
      assertThat(report.passedOver()).isEmpty();
      assertThat(to.findTag(kind, target.tag().name())).isPresent();
    } else {
      assertThat(report.outcome()).isEqualTo(CopyOutcome.PASSED_OVER);
      assertThat(report.passedOver()).contains(ending);
      assertThat(report.targetAfter()).isEmpty();
      assertThat(to.requests()).as("the target is not asked").isEmpty();
    }
  }

  @Test
  void whatIsPassedOverCostsTwoRequestsAndOneWhereItWasAnnounced() throws Exception {
    TagReference source = lay("chart");
    TagReference target = to.repository("costs").tag(Tag.of("v1"));
    CopyRequest request = request(source, target, "image");
    from.forgetRequests();

    engine.copy(request, CopyListener.NONE);

    assertThat(from.requests()).hasSize(2);
    forget();
    Digest digest = from.findTag(APP, "chart").orElseThrow();
    CopyRequest announced =
        request.withAnnouncement(new Announcement(digest, Instant.now().plusSeconds(60)));
    assertThat(engine.copy(announced, CopyListener.NONE).outcome())
        .isEqualTo(CopyOutcome.PASSED_OVER);
    assertThat(from.requests()).hasSize(1);
  }

  /** docker distribution announces a push before it moves the tag. */
  @Test
  void whatIsAnnouncedIsJudgedNotWhatTheTagStillIs() throws Exception {
    TagReference chart = lay("chart");
    Digest announced = from.findTag(APP, "chart").orElseThrow();
    lay("image");
    from.moveTag(APP, chart.tag(), from.findTag(APP, "image").orElseThrow());

    CopyReport report =
        engine.copy(
            request(chart, to.repository("late").tag(Tag.of("v1")), "image")
                .withAnnouncement(new Announcement(announced, Instant.now().plusSeconds(60))),
            CopyListener.NONE);

    assertThat(report.outcome()).isEqualTo(CopyOutcome.PASSED_OVER);
  }

  private static CopyRequest request(TagReference source, TagReference target, String wanted) {
    List<ArtifactType> types = Stream.of(wanted.split(", ", -1)).map(ArtifactType::new).toList();
    return CopyRequest.of(source, target).withArtifacts(types);
  }

  private TagReference lay(String kind) {
    String cosign = "application/vnd.dev.cosign.simplesigning.v1+json";
    ObjectNode laid =
        switch (kind) {
          case "image" -> documents.image("linux/amd64");
          case "index" ->
              documents.index(documents.platform("linux/amd64"), documents.platform("linux/arm64"));
          case "chart" -> manifest("", documents.blob(CHART, "{\"name\":\"c\"}"));
          case "wasm" ->
              manifest("", documents.blob("application/vnd.wasm.config.v0+json", "{\"w\":1}"));
          case "thing" -> thing();
          case "things" -> documents.index(thing());
          case "typed" ->
              documents.manifest(
                  MediaTypes.OCI_INDEX,
                  "{\"schemaVersion\":2,\"artifactType\":\"application/vnd.example.set\",\"manifests\":[%s]}"
                      .formatted(thing()));
          case "signature" ->
              manifest(
                  "",
                  documents.blob(MediaTypes.OCI_CONFIG, "{\"os\":\"\"}"),
                  documents.blob(cosign, "{\"critical\":{}}"));
          default -> throw new IllegalArgumentException(kind);
        };
    from.moveTag(APP, Tag.of(kind), Documents.digest(laid));
    from.forgetRequests();
    return from.repository(APP).tag(Tag.of(kind));
  }

  private ObjectNode thing() {
    return manifest(
        "\"artifactType\":\"application/vnd.example.thing\",",
        documents.blob(MediaTypes.OCI_EMPTY, "{}"));
  }

  private ObjectNode manifest(String more, ObjectNode config, ObjectNode... layers) {
    return documents.manifest(
        MediaTypes.OCI_MANIFEST,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",%s\"config\":%s,\"layers\":%s}"
            .formatted(MediaTypes.OCI_MANIFEST, more, config, Arrays.toString(layers)));
  }
}
