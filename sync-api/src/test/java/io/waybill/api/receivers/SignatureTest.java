package io.waybill.api.receivers;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.SigningConfig;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";

  /** The example of the libraries of Standard Webhooks. */
  @Test
  void it_is_the_one_that_standard_webhooks_has() {
    SigningConfig signing =
        new SigningConfig(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), List.of());
    assertThat(Signature.of(signing, ID, AT, BODY))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void there_is_one_for_each_secret_that_a_receiver_may_know() {
    SigningConfig plain = new SigningConfig(Secret.of("a-plain-new-secret"), List.of());
    SigningConfig both =
        new SigningConfig(
            Secret.of("a-plain-new-secret"),
            List.of(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
    assertThat(Signature.of(both, ID, AT, BODY))
        .isEqualTo(
            Signature.of(plain, ID, AT, BODY) + " v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }
}
