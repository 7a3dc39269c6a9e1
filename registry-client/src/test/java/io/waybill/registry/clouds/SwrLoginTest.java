package io.waybill.registry.clouds;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.Credentials;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Huawei Cloud SWR's long-term login. */
final class SwrLoginTest {
  @Test
  void computesThePasswordFromTheAccessKey() {
    // printf AKEXAMPLE | openssl dgst -sha256 -hmac SKEXAMPLE
    assertThat(
            SwrLogin.account(
                "cn-north-4", new AccessKey("AKEXAMPLE", "SKEXAMPLE", Optional.empty())))
        .isEqualTo(
            new Credentials.Password(
                "cn-north-4@AKEXAMPLE",
                "0e88cbb99273df9955697b92044912a5883c7ea4463f1cae99013c9478dba7c0"));
    assertThat(SwrLogin.findRegion("swr.cn-east-3.myhuaweicloud.com")).contains("cn-east-3");
    assertThat(SwrLogin.findRegion("swr-api.eu-west-101.myhuaweicloud.eu")).contains("eu-west-101");
    assertThat(SwrLogin.findRegion("registry.example.com")).isEmpty();
  }
}
