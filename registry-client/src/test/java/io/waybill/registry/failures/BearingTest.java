package io.waybill.registry.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BearingTest {
  static List<IOException> wherever() {
    return List.of(
        new ConnectException("Connection refused"),
        new UnknownHostException("registry.example"),
        new ConnectTimeoutException("15 s"),
        new SSLHandshakeException("PKIX path building failed"));
  }

  @ParameterizedTest
  @MethodSource("wherever")
  void nobodyIsThereWhereNoConnectionIsMade(IOException fault) {
    assertThat(Bearing.of(ConnectionFaults.explain("ask", fault))).isEqualTo(Bearing.UNREACHABLE);
  }

  @Test
  void aConnectionThatBreaksOrFallsSilentMayBeTheImages() {
    assertThat(Bearing.of(ConnectionFaults.explain("ask", new IOException("reset"))))
        .isEqualTo(Bearing.FAILING);
    assertThat(Bearing.of(ConnectionFaults.explain("ask", new SocketTimeoutException("60 s"))))
        .isEqualTo(Bearing.FAILING);
    assertThat(Bearing.of(ConnectionFaults.explain("ask", new SSLHandshakeException("closed"))))
        .isEqualTo(Bearing.FAILING);
  }

  @ParameterizedTest
  @CsvSource({
    "REGISTRY_ERROR,500,FAILING",
    "REGISTRY_ERROR,503,FAILING",
    "TIMEOUT,504,FAILING",
    "REGISTRY_ERROR,416,ANSWERING",
    "TIMEOUT,408,ANSWERING",
    "RATE_LIMITED,429,ANSWERING",
    "RATE_LIMITED,503,ANSWERING",
    "UNAUTHORIZED,401,ANSWERING",
    "QUOTA_EXCEEDED,507,ANSWERING",
    "SOURCE_NOT_FOUND,404,ANSWERING"
  })
  void anAnswerShowsHowItIs(FailureCode code, int status, Bearing bearing) {
    assertThat(
            Bearing.of(
                RegistryException.answered(
                    code, "ask", new RegistryAnswer(status, List.of(), "", Optional.empty()))))
        .isEqualTo(bearing);
  }

  @Test
  void whatWasNotAskedSaysNothing() {
    assertThat(
            Bearing.of(
                RegistryException.postponed(
                    FailureCode.REGISTRY_ERROR, "ask", "it wants peace", Duration.ofMinutes(1))))
        .isEqualTo(Bearing.NONE);
    assertThat(
            Bearing.of(
                RegistryException.because(
                    FailureCode.DIGEST_MISMATCH, "read", "it is not what it says", null)))
        .isEqualTo(Bearing.NONE);
  }
}
