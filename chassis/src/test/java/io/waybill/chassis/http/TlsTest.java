package io.waybill.chassis.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.chassis.config.TlsConfig;
import io.waybill.chassis.metrics.Metrics;
import io.waybill.embedded.SelfSigned;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener that speaks TLS, over real connections. */
final class TlsTest {
  private static final SelfSigned SERVER = SelfSigned.of("gateway");
  private static final SelfSigned CLIENT = SelfSigned.of("quay.example", "mirror.example");
  private static final SelfSigned STRANGER = SelfSigned.of("stranger.example");
  private static final SelfSigned IMPOSTOR = SelfSigned.of("quay.example");

  @TempDir private Path directory;
  private TlsConfig tls = TlsConfig.NONE;

  @BeforeEach
  void write() throws Exception {
    tls =
        new TlsConfig(
            Optional.of(SERVER.writeCertificate(directory.resolve("tls.crt"))),
            Optional.of(SERVER.writeKey(directory.resolve("tls.key"))),
            Optional.of(CLIENT.writeCertificate(directory.resolve("clients.pem"))));
  }

  @Test
  void itIsCalledByHttpsAndSaysSo() throws Exception {
    try (HttpService service = start(tls)) {
      assertThat(service.uri().getScheme()).isEqualTo("https");
      assertThat(get(service, SERVER.visitor()).body()).isEqualTo("nobody");
      assertThat(get(service, SERVER.visitor()).version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  @Test
  void aClientsCertificateIsKnownWhereOneOfTheAuthoritiesHasIssuedIt() throws Exception {
    try (HttpService service = start(tls)) {
      assertThat(get(service, CLIENT.client(SERVER)).body()).isEqualTo("CN=quay.example");
      // Java's client shows a certificate only where the server believes its authority.
      assertThat(get(service, STRANGER.client(SERVER)).body()).isEqualTo("nobody");
      assertThatThrownBy(() -> get(service, IMPOSTOR.client(SERVER)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void oldVersionsOfTheProtocolAreRefused() throws Exception {
    try (HttpService service = start(tls)) {
      SSLContext context = SERVER.visitor();
      try (var socket =
          (javax.net.ssl.SSLSocket)
              context.getSocketFactory().createSocket("127.0.0.1", service.port())) {
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(new String[] {"TLSv1.1"});
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void replacedFilesAreTakenWithoutARestartAndBrokenOnesAreNot() throws Exception {
    SelfSigned renewed = SelfSigned.of("gateway");
    try (HttpService service = start(tls)) {
      Files.writeString(directory.resolve("tls.crt"), "half a file");
      service.renewal().orElseThrow().look();
      assertThat(get(service, SERVER.visitor()).statusCode()).isEqualTo(200);

      renewed.writeCertificate(directory.resolve("tls.crt"));
      service.renewal().orElseThrow().look();
      assertThat(get(service, SERVER.visitor()).statusCode()).isEqualTo(200);

      renewed.writeKey(directory.resolve("tls.key"));
      service.renewal().orElseThrow().look();
      for (int loop = 0; loop < 8; loop++) {
        assertThat(get(service, CLIENT.client(renewed)).body()).isEqualTo("CN=quay.example");
      }
      assertThatThrownBy(() -> get(service, SERVER.visitor()))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamedWithTheirKeys() throws Exception {
    Path missing = directory.resolve("missing.pem");
    assertThatThrownBy(
            () -> start(new TlsConfig(Optional.of(missing), tls.key(), Optional.empty())))
        .isInstanceOf(ListenException.class)
        .hasMessage(
            "Tried to read %s (test.tls.certificate), but failed because: there is no such file.",
            missing);

    Path text = Files.writeString(directory.resolve("text.pem"), "not PEM, my secret");
    assertThatThrownBy(
            () -> start(new TlsConfig(tls.certificate(), Optional.of(text), Optional.empty())))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("text.pem (test.tls.key), but failed because")
        .hasMessageNotContaining("my secret");
    assertThatThrownBy(() -> start(new TlsConfig(tls.certificate(), tls.key(), Optional.of(text))))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("text.pem (test.tls.clientAuthorities), but failed because");

    Path other = CLIENT.writeKey(directory.resolve("other.key"));
    assertThatThrownBy(
            () -> start(new TlsConfig(tls.certificate(), Optional.of(other), Optional.empty())))
        .isInstanceOf(ListenException.class)
        .hasMessageStartingWith("The key in %s (test.tls.key) is not that of".formatted(other));
  }

  private static HttpService start(TlsConfig tls) throws ListenException {
    return HttpService.start(
        HttpSettings.of("127.0.0.1", 0, "test.port").withTls(tls),
        routes ->
            routes.get(
                "/who",
                request ->
                    Response.text(
                        200,
                        request.clientCertificates().stream()
                            .map(X509Certificate::getSubjectX500Principal)
                            .map(Object::toString)
                            .findFirst()
                            .orElse("nobody"))),
        new Health(),
        Metrics.create("test"));
  }

  private static HttpResponse<String> get(HttpService service, SSLContext context)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      return client.send(
          HttpRequest.newBuilder(service.uri().resolve("/who"))
              .timeout(Duration.ofSeconds(30))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
