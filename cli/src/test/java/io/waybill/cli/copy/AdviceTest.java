package io.waybill.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdviceTest {
  /** The command has no registries but those that are named, is not cancelled, deletes nothing. */
  private static final Set<FailureCode> SERVICES_ONLY =
      EnumSet.of(
          FailureCode.REGISTRY_UNKNOWN,
          FailureCode.CANCELLED,
          FailureCode.DELETE_REFUSED,
          FailureCode.DELETE_UNSUPPORTED,
          FailureCode.TAG_PROTECTED);

  private static final List<Registry> BOTH =
      List.of(Registry.of("a.example"), Registry.of("localhost:5000"));

  private static String hint(FailureCode code, String reason, String said) {
    return Advice.of(new Failure(code, reason, said, code.hint(), null), BOTH).hint();
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void noHintIsOneForServices(FailureCode code) {
    if (SERVICES_ONLY.contains(code)) {
      return;
    }
    assertThat(hint(code, "Tried to read a.example/app:1.", "500"))
        .doesNotContain("tried again", "worker", "the rule", "sync rule", "platformMode")
        .doesNotContain("configuration", "replay");
  }

  @Test
  void theRegistryIsNamedThatWantsAnAccount() {
    assertThat(hint(FailureCode.UNAUTHORIZED, "Tried to read localhost:5000/app:1.", "401"))
        .contains("waybill login localhost:5000 ");
    assertThat(
            hint(
                FailureCode.UNAUTHORIZED,
                "Tried to read a.example/app:1. It was asked as \"sync\" (from f.json).",
                "401"))
        .contains("refused", "waybill login a.example.");
  }

  @Test
  void aRegistryOnThisMachineMayWantHttps() {
    assertThat(hint(FailureCode.REGISTRY_ERROR, "Tried to read localhost:5000/app:1.", "400 no"))
        .contains("localhost:5000 was spoken to over plain http");
    assertThat(hint(FailureCode.TAG_IMMUTABLE, "Tried to put localhost:5000/app:1.", "400 no"))
        .contains("immutability");
  }

  @Test
  void theWordsOfARegistryEndWithAFullStop() {
    Failure failure = new Failure(FailureCode.DENIED, "Tried it.", "403 go away", "Ask.", null);
    Failure silent = new Failure(FailureCode.DENIED, "Tried it.", "403", "Ask.", null);

    assertThat(CopyTexts.failure(failure))
        .isEqualTo("DENIED: Tried it. It said: 403 go away. Ask.");
    assertThat(CopyTexts.failure(silent)).isEqualTo("DENIED: Tried it. Ask.");
  }
}
