package io.waybill.registry.clouds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.Trust;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.prepare.Preparation;
import io.waybill.registry.prepare.SpaceMaker;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.recorded.RecordedReply;
import io.waybill.registry.recorded.RecordedRequest;
import io.waybill.registry.recorded.RecordedServer;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Copies into what clouds do not have yet: the registry refuses as the cloud does until its API,
 * recorded of its documentation, was asked to make it.
 */
final class CloudTargetTest {
  private static final String PATH = "team/deep/app";
  private static final AccessKey KEY = new AccessKey("AKEXAMPLE", "SKEXAMPLE", Optional.empty());
  private static final CloudCaller CALLER = new CloudCaller(Trust.USUAL);

  private final SampleImage image = SampleImage.builder(71).layers(2, 3_000).build();
  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RecordedServer cloud = RecordedServer.start();
  private final AtomicBoolean made = new AtomicBoolean();
  private final List<RegistryClients> opened = new ArrayList<>();
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository(PATH).tag(Tag.of("v1"));

  @BeforeEach
  void push() throws Exception {
    image.push(clients(Preparation.NONE), source);
  }

  @AfterEach
  void stop() {
    opened.forEach(RegistryClients::close);
    from.close();
    to.close();
    cloud.close();
  }

  private RegistryClients clients(Preparation preparation) {
    AddressDirectory addresses = new AddressDirectory(Set.of());
    RegistryClients clients =
        new RegistryClients(
            registry -> addresses.getEndpoint(registry).withPreparation(preparation),
            new RetryTable(Duration.ofMillis(5), Duration.ofMillis(50)));
    opened.add(clients);
    return clients;
  }

  private CopyOutcome copy(Preparation preparation) throws CopyFailure {
    return new StreamingCopyEngine(clients(preparation))
        .copy(CopyRequest.of(source, target), CopyListener.NONE)
        .outcome();
  }

  private Failure failure(Preparation preparation) {
    return catchThrowableOfType(CopyFailure.class, () -> copy(preparation)).failure();
  }

  private void refuses(int status, String code, String message, String... methods) {
    for (String method : methods) {
      to.script(
          Fault.on(method, "^/v2/team/")
              .onlyIf(any -> !made.get())
              .answer(
                  any ->
                      Reply.of(
                              status,
                              "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}"
                                  .formatted(code, message)
                                  .getBytes(StandardCharsets.UTF_8))
                          .with("Content-Type", "application/json")));
    }
  }

  private void answers(String path, int status, String body) {
    cloud.on(
        "POST",
        path,
        request -> {
          made.set(status / 100 == 2);
          return RecordedReply.json(status, body);
        });
  }

  private RecordedRequest asked() {
    return cloud.requests().getFirst();
  }

  private static Map<?, ?> json(String text) throws Exception {
    return new ObjectMapper().readValue(text, Map.class);
  }

  private SpaceMaker ecr() {
    return new EcrRepositories(
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
        Optional.empty(),
        Optional.of(cloud.uri().resolve("/")),
        () -> Optional.of(KEY),
        Map.of(),
        CALLER);
  }

  private void refusesAsEcr() {
    refuses(
        404,
        "NAME_UNKNOWN",
        "The repository with name 'team/deep/app' does not exist in the registry with id"
            + " '123456789012'",
        "POST",
        "PUT");
  }

  @Test
  void ecrMakesTheRepositoryOfTheWholePath() throws Exception {
    refusesAsEcr();
    answers("/", 200, "{\"repository\":{\"repositoryName\":\"team/deep/app\"}}");

    assertThat(copy(Preparation.made(this::ecr))).isEqualTo(CopyOutcome.COPIED);

    assertThat(cloud.requests()).hasSize(1);
    assertThat(asked().header("X-Amz-Target"))
        .contains("AmazonEC2ContainerRegistry_V20150921.CreateRepository");
    assertThat(asked().header("Authorization").orElseThrow())
        .startsWith("AWS4-HMAC-SHA256 Credential=AKEXAMPLE/");
    assertThat(json(asked().body())).isEqualTo(Map.of("repositoryName", "team/deep/app"));
  }

  @Test
  void ecrsRepositoryIsNamedWithTheCommandThatMakesIt() {
    refusesAsEcr();

    Failure failure = failure(Preparation.told(this::ecr, "say --prepare"));

    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_REPOSITORY_MISSING);
    assertThat(failure.reason()).endsWith("The repository \"team/deep/app\" is missing there.");
    assertThat(failure.hint())
        .isEqualTo(
            "Make it (aws ecr create-repository --region eu-central-1 --repository-name"
                + " team/deep/app), or say --prepare.");
    assertThat(cloud.requests()).isEmpty();
  }

  @Test
  void anAccessKeyThatMayNotMakeRepositoriesIsTold() {
    refusesAsEcr();
    answers(
        "/",
        400,
        "{\"__type\":\"AccessDeniedException\",\"message\":\"User: x is not authorized to perform:"
            + " ecr:CreateRepository\"}");

    Failure failure = failure(Preparation.made(this::ecr));

    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_REPOSITORY_MISSING);
    assertThat(failure.reason())
        .contains("it could not be made", "AccessDeniedException", "ecr:CreateRepository")
        .doesNotContain("SKEXAMPLE");
  }

  @Test
  void ecrsRepositoryMayHaveBeenMadeBySomebodyElse() throws Exception {
    refusesAsEcr();
    cloud.on(
        "POST",
        "/",
        request -> {
          made.set(true);
          return RecordedReply.json(
              400, "{\"__type\":\"RepositoryAlreadyExistsException\",\"message\":\"exists\"}");
        });

    assertThat(copy(Preparation.made(this::ecr))).isEqualTo(CopyOutcome.COPIED);
  }

  private SpaceMaker swr(InstantSource clock) {
    return new SwrOrganisations(
        "swr.cn-north-4.myhuaweicloud.com",
        Optional.of(cloud.uri().resolve("/")),
        () -> Optional.of(KEY),
        CALLER,
        clock);
  }

  private void refusesAsSwr() {
    refuses(403, "DENIED", "you do not have the permission", "HEAD", "GET", "POST", "PUT");
  }

  @Test
  void swrMakesTheOrganisationAlsoWhereItOnlySaysNo() throws Exception {
    refusesAsSwr();
    answers("/v2/manage/namespaces", 201, "");

    assertThat(copy(Preparation.made(() -> swr(InstantSource.system()))))
        .isEqualTo(CopyOutcome.COPIED);

    assertThat(cloud.requests()).hasSize(1);
    assertThat(json(asked().body())).isEqualTo(Map.of("namespace", "team"));
    assertThat(asked().header("Authorization").orElseThrow())
        .startsWith(
            "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=content-type;host;x-sdk-date,"
                + " Signature=");
  }

  @Test
  void aNoOfSwrStaysOneWhereTheOrganisationIsThere() {
    refusesAsSwr();
    answers("/v2/manage/namespaces", 409, "{\"errorCode\":\"SVCSTG.SWR.4090000\"}");

    Failure failure = failure(Preparation.made(() -> swr(InstantSource.system())));

    assertThat(failure.code()).isEqualTo(FailureCode.DENIED);
    assertThat(failure.reason())
        .endsWith("The organisation \"team\" is there, perhaps as somebody else's.");
    assertThat(cloud.requests()).hasSize(1);
  }

  @Test
  void aNoOfSwrIsToldWithWhatItMayMean() {
    refusesAsSwr();

    Failure failure = failure(Preparation.told(() -> swr(InstantSource.system()), "say --prepare"));

    assertThat(failure.code()).isEqualTo(FailureCode.DENIED);
    assertThat(failure.reason())
        .endsWith(
            "It says the same where the organisation \"team\" is missing: if it is, make it (in the"
                + " console of SWR: Organizations, Create Organization), or say --prepare.");
    assertThat(cloud.requests()).isEmpty();
  }

  @Test
  void signsAsHuaweiCloudPublishedIt() {
    Map<String, String> headers =
        new HuaweiSignature(
                new AccessKey(
                    "QTWAOYTTINDUT2QVKYUC",
                    "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
                    Optional.empty()))
            .sign(
                "GET",
                URI.create(
                    "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs"
                        + "?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0"),
                Map.of("Content-Type", "application/json"),
                "",
                Instant.parse("2019-11-15T03:36:55Z"));

    assertThat(headers.get("Authorization"))
        .isEqualTo(
            "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC,"
                + " SignedHeaders=content-type;host;x-sdk-date,"
                + " Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe");
  }

  @Test
  void alibabaMakesTheNamespaceWithRepositoriesThatMakeThemselves() throws Exception {
    refuses(401, "UNAUTHORIZED", "requested access to the resource is denied", "POST", "PUT");
    answers("/", 200, "{\"Code\":\"success\",\"IsSuccess\":true,\"RequestId\":\"BC64\"}");

    assertThat(copy(Preparation.made(this::alibaba))).isEqualTo(CopyOutcome.COPIED);

    assertThat(cloud.requests()).hasSize(1);
    assertThat(asked().header("x-acs-action")).contains("CreateNamespace");
    assertThat(asked().query())
        .isEqualTo(
            "AutoCreateRepo=true&DefaultRepoType=PRIVATE&InstanceId=cri-1&NamespaceName=team");
  }

  @Test
  void alibabaMayHaveTheNamespaceAndStillSayNo() {
    refuses(401, "UNAUTHORIZED", "requested access to the resource is denied", "POST", "PUT");
    cloud.on(
        "POST",
        "/",
        RecordedReply.json(
            200,
            "{\"Code\":\"NAMESPACE_ALREADY_EXIST\",\"Message\":\"exists\",\"IsSuccess\":false}"));

    Failure failure = failure(Preparation.made(this::alibaba));

    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(failure.reason())
        .endsWith("The namespace \"team\" is there, perhaps as somebody else's.");
  }

  private SpaceMaker alibaba() {
    return new AlibabaNamespaces(
        "team-registry.cn-hangzhou.cr.aliyuncs.com",
        "cri-1",
        Optional.empty(),
        Optional.of(cloud.uri().resolve("/")),
        () -> KEY,
        CALLER);
  }

  private SpaceMaker google(String username) {
    return new GoogleRepositories(
        "europe-docker.pkg.dev",
        CredentialSource.of(new Credentials.Password(username, "ya29.token")),
        cloud.uri().resolve("/"),
        CALLER,
        Duration.ofMillis(5));
  }

  @Test
  void googleMakesTheRepositoryInTheProject() throws Exception {
    refuses(404, "NAME_UNKNOWN", "Repository 'deep' not found", "POST", "PUT");
    String operation = "projects/team/locations/europe/operations/1";
    cloud.on(
        "POST",
        "/v1/projects/team/locations/europe/repositories",
        RecordedReply.json(200, "{\"name\":\"%s\"}".formatted(operation)));
    AtomicInteger looks = new AtomicInteger();
    cloud.on(
        "GET",
        "/v1/" + operation,
        request -> {
          made.set(looks.incrementAndGet() == 3);
          return RecordedReply.json(
              200, "{\"name\":\"%s\",\"done\":%s}".formatted(operation, made.get()));
        });

    assertThat(copy(Preparation.made(() -> google("oauth2accesstoken"))))
        .isEqualTo(CopyOutcome.COPIED);

    assertThat(cloud.requests()).hasSize(4);
    assertThat(asked().query()).isEqualTo("repositoryId=deep");
    assertThat(asked().header("Authorization")).contains("Bearer ya29.token");
    assertThat(json(asked().body())).isEqualTo(Map.of("format", "DOCKER"));
  }

  @Test
  void whatGoogleCouldNotDoIsToldInItsWords() {
    refuses(404, "NAME_UNKNOWN", "Repository 'deep' not found", "POST", "PUT");
    cloud.on(
        "POST",
        "/v1/projects/team/locations/europe/repositories",
        RecordedReply.json(
            200, "{\"name\":\"x\",\"done\":true,\"error\":{\"message\":\"no quota left\"}}"));

    Failure failure = failure(Preparation.made(() -> google("oauth2accesstoken")));

    assertThat(failure.reason()).contains("the cloud said no quota left").doesNotContain("ya29");
  }

  @Test
  void aPasswordThatIsNoTokenOfGoogleIsShownToNobody() {
    refuses(404, "NAME_UNKNOWN", "Repository 'deep' not found", "POST", "PUT");

    Failure failure = failure(Preparation.made(() -> google("_json_key")));

    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_REPOSITORY_MISSING);
    assertThat(failure.reason()).contains("takes an access token of Google");
    assertThat(failure.hint())
        .contains(
            "gcloud artifacts repositories create deep --project=team --location=europe"
                + " --repository-format=docker");
    assertThat(cloud.requests()).isEmpty();
  }
}
