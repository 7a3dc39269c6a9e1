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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alibaba Cloud ACR Enterprise Edition's login, as Alibaba Cloud documents it. */
final class AlibabaLoginTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");

  private final RecordedServer cloud = RecordedServer.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  private AlibabaLogin login(Optional<String> session) {
    return new AlibabaLogin(
        "team-registry.cn-hangzhou.cr.aliyuncs.com",
        "cri-kmsiwlxxdcvaduwb",
        Optional.empty(),
        Optional.of(cloud.uri().resolve("/")),
        new AccessKey("LTAIexample", "sesame", session),
        new CloudCaller(Trust.USUAL),
        InstantSource.fixed(NOW));
  }

  private static String signature(RecordedRequest request) throws Exception {
    String names =
        request
            .header("Authorization")
            .orElseThrow()
            .replaceAll(".*SignedHeaders=([^,]+),.*", "$1");
    StringBuilder canonical = new StringBuilder("POST\n/\n" + request.query() + "\n");
    for (String name : names.split(";", -1)) {
      canonical.append(name + ":" + request.header(name).orElseThrow() + "\n");
    }
    canonical.append("\n" + names + "\n" + sha256(request.body()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("sesame".getBytes(StandardCharsets.UTF_8), "any"));
    String text = "ACS3-HMAC-SHA256\n" + sha256(canonical.toString());
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void asksForAnAuthorizationTokenAndReadsIt() throws Exception {
    cloud.on(
        "POST",
        "/",
        RecordedReply.json(
            200,
            """
            {"RequestId": "E069EB86-E6AD-4A98-ADDE-0E993390239A", "ExpireTime": 1571242083000,
             "Code": "success", "IsSuccess": true, "TempUsername": "temp_user_cr",
             "AuthorizationToken": "the:password"}
            """));

    CloudLogin.Login login = login(Optional.of("sts")).pull();

    assertThat(login.account()).isEqualTo(new Credentials.Password("temp_user_cr", "the:password"));
    assertThat(login.endsAt()).isEqualTo(Instant.ofEpochMilli(1571242083000L));
    RecordedRequest asked = cloud.requests().getFirst();
    assertThat(asked.query()).isEqualTo("InstanceId=cri-kmsiwlxxdcvaduwb");
    assertThat(asked.header("x-acs-action")).contains("GetAuthorizationToken");
    assertThat(asked.header("x-acs-version")).contains("2018-12-01");
    assertThat(asked.header("x-acs-date")).contains("2026-03-01T10:00:00Z");
    assertThat(asked.header("x-acs-security-token")).contains("sts");
    assertThat(asked.header("x-acs-signature-nonce")).isPresent();
    assertThat(asked.header("Authorization").orElseThrow())
        .startsWith("ACS3-HMAC-SHA256 Credential=LTAIexample,SignedHeaders=host;x-acs-action;")
        .endsWith(",Signature=" + signature(asked));
  }

  @Test
  void signsAsAlibabaCloudPublishedIt() {
    Map<String, String> headers =
        new AlibabaSignature(
                new AccessKey("YourAccessKeyId", "YourAccessKeySecret", Optional.empty()))
            .sign(
                "POST",
                URI.create(
                    "https://ecs.cn-shanghai.aliyuncs.com/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_"
                        + "alibase_20230811.vhd&RegionId=cn-shanghai"),
                "RunInstances",
                "2014-05-26",
                Instant.parse("2023-10-26T10:22:32Z"),
                "3156853299f313e23d1673dc12e1703d");

    assertThat(headers.get("Authorization"))
        .isEqualTo(
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
                + "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature="
                + "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
  }

  @Test
  void saysWhatTheCloudSaid() {
    cloud.on(
        "POST",
        "/",
        RecordedReply.json(
            404,
            "{\"RequestId\":\"1\",\"Code\":\"InvalidAccessKeyId.NotFound\",\"Message\":\"Specified"
                + " access key is not found.\"}"));
    RegistryException unknownKey =
        catchThrowableOfType(RegistryException.class, () -> login(Optional.empty()).pull());
    cloud.on(
        "POST",
        "/",
        RecordedReply.json(
            200, "{\"Code\":\"NoPrivilege\",\"Message\":\"Access denied.\",\"IsSuccess\":false}"));
    RegistryException noPrivilege =
        catchThrowableOfType(RegistryException.class, () -> login(Optional.empty()).pull());

    assertThat(unknownKey.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(unknownKey)
        .hasMessageContaining(
            "404 (InvalidAccessKeyId.NotFound: Specified access key is not found.)");
    assertThat(noPrivilege).hasMessageContaining("the cloud said NoPrivilege: Access denied.");
  }
}
