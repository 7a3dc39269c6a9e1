package io.waybill.migration.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.ExecEnvVar;
import io.waybill.migration.cluster.ClusterException.Fault;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program that says what to show to a cluster ({@code aws}, {@code gke-gcloud-auth-plugin},
 * {@code kubelogin}): client.authentication.k8s.io, "client-go credential plugins". What it says is
 * never printed; what it tells people on its standard error is.
 */
final class CredentialPlugin {
  private static final JsonMapper JSON = new JsonMapper();

  /** More is no credential. */
  private static final int MOST = 1 << 20;

  private final ExecConfig exec;
  private final Path kubeconfig;
  private final Login login;

  CredentialPlugin(ExecConfig exec, Path kubeconfig, Login login) {
    this.exec = exec;
    this.kubeconfig = kubeconfig;
    this.login = login;
  }

  /**
   * Runs it to its end, however long its user takes to log in.
   *
   * @param cluster what it may want to know
   */
  Credential run(String context, Kubeconfig.Found<io.fabric8.kubernetes.api.model.Cluster> cluster)
      throws ClusterException, InterruptedException {
    boolean interactive = isInteractive();
    if (!interactive && "Always".equals(exec.getInteractiveMode())) {
      throw refused(context, "asks questions, and there is no terminal to ask them on", "");
    }
    Process process = start(context, interactive, cluster);
    try {
      Thread listener = Thread.ofVirtual().start(() -> tell(process));
      byte[] said = process.getInputStream().readNBytes(MOST);
      int exitCode = process.waitFor();
      listener.join();
      if (exitCode != 0) {
        throw refused(context, "ended with " + exitCode, " Log in again with its own command.");
      }
      return credential(context, said);
    } catch (IOException broken) {
      throw refused(context, "cannot be heard", "");
    } finally {
      process.destroy();
    }
  }

  private Process start(
      String context,
      boolean interactive,
      Kubeconfig.Found<io.fabric8.kubernetes.api.model.Cluster> cluster)
      throws ClusterException {
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().clear();
    builder.environment().putAll(login.environment());
    for (ExecEnvVar variable : orNone(exec.getEnv())) {
      builder.environment().put(variable.getName(), variable.getValue());
    }
    builder.environment().put("KUBERNETES_EXEC_INFO", question(interactive, cluster));
    builder.redirectInput(
        interactive
            ? ProcessBuilder.Redirect.INHERIT
            : ProcessBuilder.Redirect.from(new File("/dev/null")));
    try {
      return builder.start();
    } catch (IOException missing) {
      String hint = exec.getInstallHint();
      throw refused(
          context, "cannot be started: is it installed?", hint == null ? "" : " " + hint.strip());
    }
  }

  /** What has a slash is seen from the kubeconfig, the rest is looked for as a shell does. */
  private List<String> command() {
    String program = Objects.requireNonNullElse(exec.getCommand(), "");
    List<String> command = new ArrayList<>();
    command.add(program.contains("/") ? kubeconfig.resolveSibling(program).toString() : program);
    command.addAll(orNone(exec.getArgs()));
    return command;
  }

  private boolean isInteractive() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        && !"Never".equals(exec.getInteractiveMode());
  }

  private String question(
      boolean interactive, Kubeconfig.Found<io.fabric8.kubernetes.api.model.Cluster> cluster) {
    ObjectNode question =
        JSON.createObjectNode()
            .put("apiVersion", exec.getApiVersion())
            .put("kind", "ExecCredential");
    ObjectNode spec = question.putObject("spec").put("interactive", interactive);
    if (Boolean.TRUE.equals(exec.getProvideClusterInfo())) {
      var there = cluster.value();
      ObjectNode about = spec.putObject("cluster").put("server", there.getServer());
      String authority = authority(cluster);
      if (authority != null) {
        about.put("certificate-authority-data", authority);
      }
      if (there.getTlsServerName() != null) {
        about.put("tls-server-name", there.getTlsServerName());
      }
      if (Boolean.TRUE.equals(there.getInsecureSkipTlsVerify())) {
        about.put("insecure-skip-tls-verify", true);
      }
    }
    return question.toString();
  }

  private static @Nullable String authority(
      Kubeconfig.Found<io.fabric8.kubernetes.api.model.Cluster> cluster) {
    String data = cluster.value().getCertificateAuthorityData();
    String file = cluster.path(cluster.value().getCertificateAuthority());
    if (data != null || file == null) {
      return data;
    }
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void tell(Process process) {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        login.told().accept(line);
      }
    } catch (IOException ended) {
      // It says no more.
    }
  }

  private Credential credential(String context, byte[] said) throws ClusterException {
    Status status = null;
    try (InputStream in = new ByteArrayInputStream(said)) {
      status = JSON.readValue(in, Answer.class).status();
    } catch (IOException | RuntimeException foreign) {
      // Told below, without what was said.
    }
    if (status == null || (blank(status.token()) && blank(status.clientCertificateData()))) {
      throw refused(
          context, "gives neither a token nor a certificate", " Try it on its own in a shell.");
    }
    if (isOver(status.expirationTimestamp())) {
      throw refused(
          context,
          "gives a credential that has expired (%s)".formatted(status.expirationTimestamp()),
          " Log in again with its own command.");
    }
    return new Credential(
        blank(status.token()) ? null : status.token(),
        blank(status.clientCertificateData()) ? null : status.clientCertificateData(),
        blank(status.clientKeyData()) ? null : status.clientKeyData());
  }

  private static boolean isOver(@Nullable String expiration) {
    try {
      return expiration != null && !Instant.parse(expiration).isAfter(Instant.now());
    } catch (DateTimeException foreign) {
      return false;
    }
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private ClusterException refused(String context, String what, String advice) {
    return new ClusterException(
        Fault.REFUSED,
        "The program \"%s\", by which the context \"%s\" logs in, %s%s%s"
            .formatted(
                Objects.requireNonNullElse(exec.getCommand(), ""),
                context,
                what,
                what.endsWith("?") ? "" : ".",
                advice));
  }

  /**
   * What it gave; at least one of token and certificate.
   *
   * @param certificate as PEM
   * @param key as PEM
   */
  record Credential(@Nullable String token, @Nullable String certificate, @Nullable String key) {
    @Override
    public String toString() {
      return "Credential";
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Answer(@Nullable Status status) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Status(
      @Nullable String token,
      @Nullable String clientCertificateData,
      @Nullable String clientKeyData,
      @Nullable String expirationTimestamp) {
    @Override
    public String toString() {
      return "Status";
    }
  }
}
