package io.waybill.registry.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.clouds.SpaceMakers;
import io.waybill.registry.copy.CopyEngine;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies into projects that Harbor does not have yet. */
final class HarborTargetTest {
  private final SampleImage image = SampleImage.builder(61).layers(2, 3_000).build();
  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final HarborFront harbor = new HarborFront(to);
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final List<RegistryClients> opened = new ArrayList<>();

  @BeforeEach
  void push() throws Exception {
    image.push(clients(false), source);
  }

  @AfterEach
  void stop() {
    opened.forEach(RegistryClients::close);
    from.close();
    to.close();
  }

  private RegistryClients clients(boolean chosen) {
    AddressDirectory addresses =
        new AddressDirectory(
            Set.of(),
            registry ->
                CredentialSource.of(new Credentials.Password("robot$sync", "the password")));
    RegistryClients clients =
        new RegistryClients(
            registry -> {
              RegistryEndpoint endpoint = addresses.getEndpoint(registry);
              return endpoint.withPreparation(
                  chosen
                      ? Preparation.made(() -> SpaceMakers.of(endpoint, Map.of()))
                      : Preparation.told(
                          () -> SpaceMakers.of(endpoint, Map.of()), "say --prepare"));
            },
            new RetryTable(Duration.ofMillis(5), Duration.ofMillis(50)));
    opened.add(clients);
    return clients;
  }

  private TagReference target(String path) {
    return to.repository(path).tag(Tag.of("v1"));
  }

  private CopyFailure failure(RegistryClients clients) {
    return catchThrowableOfType(
        CopyFailure.class,
        () ->
            new StreamingCopyEngine(clients)
                .copy(CopyRequest.of(source, target("mirror/deep/app")), CopyListener.NONE));
  }

  @Test
  void theProjectIsMadeAndTheCopyGoesOn() throws Exception {
    CopyOutcome outcome =
        new StreamingCopyEngine(clients(true))
            .copy(CopyRequest.of(source, target("mirror/deep/app")), CopyListener.NONE)
            .outcome();

    assertThat(outcome).isEqualTo(CopyOutcome.COPIED);
    assertThat(to.findTag("mirror/deep/app", "v1")).contains(image.digest());
    assertThat(harbor.creations()).isEqualTo(1);
    assertThat(to.requests())
        .filteredOn(request -> request.path().equals("/api/v2.0/projects"))
        .allSatisfy(
            request ->
                assertThat(request.header("Authorization"))
                    .contains("Basic cm9ib3Qkc3luYzp0aGUgcGFzc3dvcmQ="));
  }

  @Test
  void withoutTheChoiceNothingIsMadeAndTheFailureSaysWhatIsMissing() {
    CopyFailure failure = failure(clients(false));

    assertThat(failure.failure().code()).isEqualTo(FailureCode.TARGET_REPOSITORY_MISSING);
    assertThat(failure.failure().reason())
        .contains("project mirror not found")
        .endsWith("The project \"mirror\" is missing there.");
    assertThat(failure.failure().hint())
        .isEqualTo("Make it (in Harbor's console: Projects, New Project), or say --prepare.");
    assertThat(harbor.creations()).isZero();
  }

  @Test
  void anImageWhoseProjectIsThereCostsNoFurtherRequest() throws Exception {
    harbor.add("mirror");
    CopyRequest request = CopyRequest.of(source, target("mirror/app"));
    new StreamingCopyEngine(clients(false)).copy(request, CopyListener.NONE);
    long plain = to.requests().size();
    to.forgetRequests();

    new StreamingCopyEngine(clients(true))
        .copy(CopyRequest.of(source, target("mirror/other")), CopyListener.NONE);

    assertThat(to.requests()).hasSize((int) plain);
    assertThat(harbor.creations()).isZero();
  }

  @Test
  void manyCopiesAtOnceMakeTheProjectOnce() throws Exception {
    CopyEngine engine = new StreamingCopyEngine(clients(true));
    List<Future<CopyOutcome>> copies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        CopyRequest request = CopyRequest.of(source, target("mirror/app" + i));
        copies.add(threads.submit(() -> engine.copy(request, CopyListener.NONE).outcome()));
      }
    }

    for (Future<CopyOutcome> copy : copies) {
      assertThat(copy.get()).isEqualTo(CopyOutcome.COPIED);
    }
    assertThat(harbor.creations()).isEqualTo(1);
  }

  @Test
  void anAccountThatMayNotMakeProjectsIsTold() {
    harbor.answering(403);

    CopyFailure failure = failure(clients(true));

    assertThat(failure.failure().code()).isEqualTo(FailureCode.TARGET_REPOSITORY_MISSING);
    assertThat(failure.failure().reason())
        .contains("The project \"mirror\" is missing there, and it could not be made: ")
        .contains("answered 403 (FORBIDDEN")
        .doesNotContain("the password");
    assertThat(failure.failure().hint())
        .startsWith("Give the account the right to make it, or make it yourself");
    assertThat(harbor.creations()).isEqualTo(1);
  }

  @Test
  void aHarborThatFailsIsAskedAgainLater() {
    harbor.answering(503);

    CopyFailure failure = failure(clients(true));

    assertThat(failure.failure().code()).isEqualTo(FailureCode.REGISTRY_ERROR);
    assertThat(failure.failure().reason()).contains("make the project \"mirror\"");
    assertThat(harbor.creations()).isEqualTo(1);
  }

  @Test
  void whatSomebodyElseMadeMeanwhileIsWelcome() throws Exception {
    harbor.answering(409);

    CopyOutcome outcome =
        new StreamingCopyEngine(clients(true))
            .copy(CopyRequest.of(source, target("mirror/app")), CopyListener.NONE)
            .outcome();

    assertThat(outcome).isEqualTo(CopyOutcome.COPIED);
  }

  @Test
  void whoOnlyLooksFindsNothingAndMakesNothing() throws Exception {
    CopyListener looking =
        new CopyListener() {
          @Override
          public CopyPlan.Decision onPlan(CopyPlan plan) {
            return CopyPlan.Decision.DECLINE;
          }
        };

    CopyOutcome outcome =
        new StreamingCopyEngine(clients(true))
            .copy(CopyRequest.of(source, target("mirror/app")), looking)
            .outcome();

    assertThat(outcome).isEqualTo(CopyOutcome.DECLINED);
    assertThat(harbor.creations()).isZero();
  }
}
