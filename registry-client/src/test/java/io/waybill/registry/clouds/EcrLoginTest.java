package io.waybill.registry.clouds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.Credentials;
import io.waybill.registry.Trust;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.recorded.RecordedReply;
import io.waybill.registry.recorded.RecordedRequest;
import io.waybill.registry.recorded.RecordedServer;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS ECR's login, as AWS documents it. */
final class EcrLoginTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String HOST = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
  private static final AccessKey KEY = new AccessKey("AKIDEXAMPLE", "sesame", Optional.empty());

  @TempDir private Path directory = Path.of("");
  private final RecordedServer aws = RecordedServer.start();

  @BeforeEach
  void record() {
    String token =
        Base64.getEncoder().encodeToString("AWS:the password".getBytes(StandardCharsets.UTF_8));
    aws.on(
        "POST",
        "/",
        RecordedReply.json(
            200,
            """
            {"authorizationData": [{"authorizationToken": "%s", "expiresAt": 1.772402400123E9,
             "proxyEndpoint": "https://123456789012.dkr.ecr.eu-central-1.amazonaws.com"}]}
            """
                .formatted(token)));
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private EcrLogin login(String host, Optional<AccessKey> key, Map<String, String> environment) {
    CloudCaller caller = new CloudCaller(Trust.USUAL);
    return new EcrLogin(
        host,
        Optional.empty(),
        Optional.of(aws.uri().resolve("/")),
        new AwsKeys(key, environment, caller),
        caller,
        InstantSource.fixed(NOW));
  }

  /** What EKS sets for a pod whose identity is {@code the jwt}. */
  private Map<String, String> webIdentity() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "the jwt\n");
    return Map.of(
        "AWS_ROLE_ARN",
        "arn:aws:iam::123456789012:role/waybill",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        token.toString(),
        "AWS_ENDPOINT_URL_STS",
        aws.uri() + "/sts");
  }

  private RecordedRequest asked() {
    return aws.requests().getLast();
  }

  /** The signature, computed from what arrived, in another way than the code under test. */
  private static String signature(RecordedRequest request, String secret, String region)
      throws Exception {
    String time = request.header("X-Amz-Date").orElseThrow();
    String names =
        request
            .header("Authorization")
            .orElseThrow()
            .replaceAll(".*SignedHeaders=([^,]+),.*", "$1");
    StringBuilder canonical = new StringBuilder(request.method() + "\n/\n\n");
    for (String name : names.split(";", -1)) {
      canonical.append(name + ":" + request.header(name).orElseThrow() + "\n");
    }
    canonical.append("\n" + names + "\n" + sha256(request.body()));
    String scope = time.substring(0, 8) + "/" + region + "/ecr/aws4_request";
    String text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonical.toString());
    byte[] key = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), time.substring(0, 8));
    key = hmac(hmac(hmac(key, region), "ecr"), "aws4_request");
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "any"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void asksForAnAuthorizationTokenAndReadsIt() throws Exception {
    CloudLogin.Login login = login(HOST, Optional.of(KEY), Map.of()).pull();

    assertThat(login.account()).isEqualTo(new Credentials.Password("AWS", "the password"));
    assertThat(login.endsAt()).isEqualTo(Instant.ofEpochMilli(1_772_402_400_123L));
    assertThat(asked().header("X-Amz-Target"))
        .contains("AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken");
    assertThat(asked().header("Content-Type")).contains("application/x-amz-json-1.1");
    assertThat(asked().body()).isEqualTo("{}");
    assertThat(asked().header("X-Amz-Date")).contains("20260301T100000Z");
    assertThat(asked().header("X-Amz-Security-Token")).isEmpty();
    assertThat(asked().header("Authorization"))
        .contains(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-central-1/ecr/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
                + signature(asked(), "sesame", "eu-central-1"));
  }

  @Test
  void signsAsAwsPublishedIt() {
    AccessKey key =
        new AccessKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Optional.empty());
    Instant time = Instant.parse("2015-08-30T12:36:00Z");

    Map<String, String> users =
        new AwsSignature(key, "iam", "us-east-1")
            .sign(
                "GET",
                URI.create("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
                Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                "",
                time);
    Map<String, String> vanilla =
        new AwsSignature(key, "service", "us-east-1")
            .sign("POST", URI.create("https://example.amazonaws.com/"), Map.of(), "", time);

    assertThat(users.get("Authorization"))
        .endsWith("=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    assertThat(vanilla.get("Authorization"))
        .endsWith("=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  }

  @Test
  void signsTheSessionTokenOfAKeyInTheEnvironment() throws Exception {
    Map<String, String> environment =
        Map.of(
            "AWS_ACCESS_KEY_ID", "ASIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "open",
            "AWS_SESSION_TOKEN", "session");

    login(HOST, Optional.empty(), environment).pull();

    assertThat(asked().header("X-Amz-Security-Token")).contains("session");
    assertThat(asked().header("Authorization").orElseThrow())
        .contains("Credential=ASIAEXAMPLE/", "x-amz-security-token")
        .endsWith(signature(asked(), "open", "eu-central-1"));
  }

  /** As AWS does where a signature does not match: it prints the request that was to be signed. */
  @Test
  void doesNotSayAgainWhatAwsSaysAgain() {
    aws.on(
        "POST",
        "/",
        request ->
            RecordedReply.json(
                403,
                """
                {"__type": "InvalidSignatureException", "message": "The Canonical String should have been
                 x-amz-security-token:%s, and the signature %s"}
                """
                    .formatted(
                        request.header("X-Amz-Security-Token").orElseThrow(),
                        request
                            .header("Authorization")
                            .orElseThrow()
                            .replaceAll(".*Signature=", ""))));
    Map<String, String> environment =
        Map.of(
            "AWS_ACCESS_KEY_ID", "ASIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "open",
            "AWS_SESSION_TOKEN", "the session");

    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class, () -> login(HOST, Optional.empty(), environment).pull());

    assertThat(failure.failure().registryError())
        .contains("x-amz-security-token:***, and the signature ***");
  }

  @Test
  void doesNotSayAgainTheIdentityThatAwsSaysAgain() throws Exception {
    aws.on(
        "POST",
        "/sts",
        request ->
            RecordedReply.text(
                400,
                "<Error><Code>InvalidIdentityToken</Code><Message>%s is no token</Message></Error>"
                    .formatted(request.form().get("WebIdentityToken"))));
    Map<String, String> environment = webIdentity();

    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class, () -> login(HOST, Optional.empty(), environment).pull());

    assertThat(failure.failure().registryError()).contains("*** is no token");
    assertThat(failure.failure().reason()).doesNotContain("the jwt");
  }

  @Test
  void takesTheWebIdentityThatEksMounts() throws Exception {
    aws.on(
        "POST",
        "/sts",
        RecordedReply.text(
            200,
            """
            <AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
            <SessionToken>sts session</SessionToken><SecretAccessKey>sts secret</SecretAccessKey>
            <Expiration>2026-03-01T11:00:00Z</Expiration><AccessKeyId>ASIASTS</AccessKeyId>
            </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
            """));
    Map<String, String> environment = webIdentity();

    login(HOST, Optional.empty(), environment).pull();

    assertThat(aws.requests().getFirst().form())
        .isEqualTo(
            Map.of(
                "Action", "AssumeRoleWithWebIdentity",
                "Version", "2011-06-15",
                "RoleArn", "arn:aws:iam::123456789012:role/waybill",
                "RoleSessionName", "waybill",
                "WebIdentityToken", "the jwt"));
    assertThat(asked().header("Authorization").orElseThrow())
        .contains("Credential=ASIASTS/")
        .endsWith(signature(asked(), "sts secret", "eu-central-1"));
  }

  @Test
  void takesTheRoleOfAContainerAndOfAMachine() throws Exception {
    String key =
        "{\"AccessKeyId\":\"ASIAROLE\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\"x\"}";
    aws.on(
        "GET",
        "/container",
        r ->
            r.header("Authorization").equals(Optional.of("pod token"))
                ? RecordedReply.json(200, key)
                : RecordedReply.text(401, ""));
    aws.on(
        "PUT",
        "/latest/api/token",
        r ->
            r.header("X-aws-ec2-metadata-token-ttl-seconds").isPresent()
                ? RecordedReply.text(200, "imds token")
                : RecordedReply.text(400, ""));
    String roles = "/latest/meta-data/iam/security-credentials/";
    aws.on("GET", roles, RecordedReply.text(200, "node-role"));
    aws.on(
        "GET",
        roles + "node-role",
        r ->
            r.header("X-aws-ec2-metadata-token").equals(Optional.of("imds token"))
                ? RecordedReply.json(200, key)
                : RecordedReply.text(401, ""));

    login(
            HOST,
            Optional.empty(),
            Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                aws.uri() + "/container",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                "pod token"))
        .pull();
    assertThat(asked().header("Authorization").orElseThrow()).contains("Credential=ASIAROLE/");

    login(HOST, Optional.empty(), Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", aws.uri().toString()))
        .pull();
    assertThat(asked().header("Authorization").orElseThrow()).contains("Credential=ASIAROLE/");
    assertThat(asked().header("X-Amz-Security-Token")).contains("t");
  }

  @Test
  void saysWhatAwsSaid() {
    aws.on(
        "POST",
        "/",
        RecordedReply.json(
            400,
            "{\"__type\":\"UnrecognizedClientException\",\"message\":\"The security token included"
                + " in the request is invalid.\"}"));

    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class, () -> login(HOST, Optional.of(KEY), Map.of()).pull());

    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(failure)
        .hasMessageContaining("log in to " + HOST)
        .hasMessageContaining(
            "400 (UnrecognizedClientException: The security token included in the request is"
                + " invalid.)");
    assertThat(failure.toString()).doesNotContain("sesame");
  }

  @Test
  void saysThatThereIsNoKeyAnywhere() {
    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class,
            () ->
                login(HOST, Optional.empty(), Map.of("AWS_EC2_METADATA_DISABLED", "true")).pull());

    assertThat(failure).hasMessageContaining("there is no AWS access key: none is configured");
    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
  }

  @Test
  void knowsTheRegionAndTheApiOfEachKindOfHost() {
    assertThat(EcrApi.findRegion(HOST)).contains("eu-central-1");
    assertThat(EcrApi.findRegion("registry.example.com")).isEmpty();
    assertThat(EcrApi.endpoint(HOST, "eu-central-1"))
        .hasToString("https://api.ecr.eu-central-1.amazonaws.com/");
    String china = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn";
    assertThat(EcrApi.findRegion(china)).contains("cn-north-1");
    assertThat(EcrApi.endpoint(china, "cn-north-1"))
        .hasToString("https://api.ecr.cn-north-1.amazonaws.com.cn/");
    assertThat(EcrApi.endpoint("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "us-east-1"))
        .hasToString("https://ecr-fips.us-east-1.amazonaws.com/");
    assertThat(EcrApi.endpoint("123456789012.dkr-ecr.us-west-2.on.aws", "us-west-2"))
        .hasToString("https://ecr.us-west-2.api.aws/");
  }
}
