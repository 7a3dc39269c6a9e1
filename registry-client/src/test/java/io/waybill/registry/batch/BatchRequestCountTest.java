package io.waybill.registry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.copy.CopySettings;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.scripted.ScriptedRegistry.Ability;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.Glob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many requests many images take. What is pinned here is what makes them fast. */
final class BatchRequestCountTest {
  private static final int REPOSITORIES = 3;
  private static final int TAGS = 8;
  private static final int IMAGES = REPOSITORIES * TAGS;

  /** A copy counts as quick here, however long it takes. */
  private static final CopySettings QUICK_MACHINE =
      CopySettings.DEFAULT.withFreshLook(Duration.ofHours(1));

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start(Ability.SINGLE_POST);
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));

  @BeforeEach
  void fill() {
    ImageFamily family = new ImageFamily(from);
    for (int repository = 0; repository < REPOSITORIES; repository++) {
      for (int tag = 0; tag < TAGS; tag++) {
        family.put("team/app" + repository, "v" + tag);
      }
    }
    from.forgetRequests();
  }

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  /** A new engine each time: what it remembers is not what saves the requests. */
  private BatchReport copyAll(UnaryOperator<CopyRequest> terms) throws InterruptedException {
    ImageSelection selection =
        new ImageSelection(
            from.repository("team/app0").registry(),
            Glob.parse("team/**"),
            Optional.empty(),
            List.of(),
            List.of());
    Destination mirror =
        source ->
            source.in(
                Repository.of(
                    to.repository("any").registry(), "mirror/" + source.repository().path()));
    return new BatchCopier(new StreamingCopyEngine(clients, QUICK_MACHINE))
        .copy(
            BatchRequest.of(new SelectedImages(clients, selection, List.of(mirror)))
                .withTerms(terms),
            BatchListener.NONE);
  }

  @Test
  void asksNothingThatItKnowsWhereAllIsNew() throws Exception {
    BatchReport report = copyAll(UnaryOperator.identity());

    assertThat(report.copied()).isEqualTo(IMAGES);
    assertThat(report.isComplete()).isTrue();
    int blobs = ImageFamily.SHARED + IMAGES * ImageFamily.OWN;
    int mounts = (REPOSITORIES - 1) * ImageFamily.SHARED;
    assertThat(from.count("GET", "/_catalog")).isEqualTo(1);
    assertThat(from.count("GET", "/tags/list")).isEqualTo(REPOSITORIES);
    assertThat(from.count("GET", "/manifests/")).isEqualTo(IMAGES);
    assertThat(from.count("GET", "/blobs/")).isEqualTo(blobs);
    assertThat(from.count("HEAD", "/manifests/"))
        .as("looks at the source after the put")
        .isEqualTo(IMAGES);
    assertThat(to.count("GET", "/tags/list")).isEqualTo(REPOSITORIES);
    assertThat(to.count("HEAD", "/blobs/")).isZero();
    assertThat(to.count("POST", "digest=")).isEqualTo(blobs);
    assertThat(to.count("POST", "mount=")).isEqualTo(mounts);
    assertThat(to.count("PUT", "/manifests/")).isEqualTo(IMAGES);
    assertThat(to.count("HEAD", "/manifests/")).as("read back").isEqualTo(IMAGES);
    assertThat(to.requests()).hasSize(REPOSITORIES + blobs + mounts + 2 * IMAGES);
  }

  @Test
  void asksTwoThingsOfEachImageWhereThereIsNothingToDo() throws Exception {
    copyAll(UnaryOperator.identity());
    from.forgetRequests();
    to.forgetRequests();

    BatchReport report = copyAll(UnaryOperator.identity());

    assertThat(report.alreadyPresent()).isEqualTo(IMAGES);
    assertThat(from.requests()).hasSize(1 + REPOSITORIES + IMAGES);
    assertThat(to.requests()).hasSize(REPOSITORIES + IMAGES);
  }

  @Test
  void looksForNoSignatureWhereTheTagsShowThatThereIsNone() throws Exception {
    UnaryOperator<CopyRequest> withReferrers = request -> request.withReferrers(true);
    copyAll(withReferrers);
    from.forgetRequests();
    to.forgetRequests();

    copyAll(withReferrers);

    assertThat(from.requests())
        .as("the list of tags of a source is read once more, for signatures")
        .hasSize(1 + 2 * REPOSITORIES + IMAGES);
    assertThat(to.requests()).hasSize(REPOSITORIES + IMAGES);
  }

  @Test
  void asksForBlobsOnceWhereRepositoriesAreThereAlready() throws Exception {
    copyAll(UnaryOperator.identity());
    ImageFamily family = new ImageFamily(from);
    for (int tag = 0; tag < TAGS; tag++) {
      family.put("team/app0", "w" + tag);
    }
    to.forgetRequests();

    BatchReport report = copyAll(UnaryOperator.identity());

    assertThat(report.copied()).isEqualTo(TAGS);
    assertThat(report.alreadyPresent()).isEqualTo(IMAGES);
    assertThat(to.count("POST", "digest=")).isEqualTo(TAGS * ImageFamily.OWN);
    assertThat(to.count("HEAD", "/manifests/w")).as("read back").isEqualTo(TAGS);
  }
}
