package io.waybill.cli.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.embedded.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a kubeconfig leads to a cluster, and what is said where it does not. */
class ClusterLoginTest {
  private static final SelfSigned CLIENT = SelfSigned.of("ci");
  private static SelfSigned rsa = CLIENT;

  @TempDir private Path directory;
  private RecordedCluster cluster;

  @BeforeAll
  static void makeKey() {
    Instant now = Instant.now();
    Duration day = Duration.ofDays(1);
    rsa = SelfSigned.of("RSA", "old", List.of(), now.minus(day), now.plus(day));
  }

  @BeforeEach
  void start() throws Exception {
    cluster = RecordedCluster.start(CLIENT, rsa);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void certificatesInFilesBesideTheKubeconfigAreShown() throws Exception {
    CLIENT.writeCertificate(directory.resolve("ci.crt"));
    CLIENT.writeKey(directory.resolve("ci.key"));
    cluster.kubeconfig(directory, "client-certificate: ci.crt", "client-key: ci.key");

    assertFound(run());
  }

  @Test
  void certificatesWithinTheKubeconfigAreShown() throws Exception {
    cluster.kubeconfig(
        directory,
        "client-certificate-data: " + base64(CLIENT.certificatePem()),
        "client-key-data: " + base64(sec1(CLIENT)));
    assertFound(run());

    cluster.kubeconfig(
        directory,
        "client-certificate-data: " + base64(rsa.certificatePem()),
        "client-key-data: " + base64(Files.readString(rsa.writeKey(directory.resolve("rsa.key")))));
    assertFound(run());
  }

  @Test
  void aTokenMayBeInAFile() throws Exception {
    Files.writeString(directory.resolve("token"), RecordedCluster.TOKEN + "\n");
    cluster.kubeconfig(directory, "tokenFile: token");

    assertFound(run());
  }

  @Test
  void aProgramGivesATokenAndWhatItTellsPeopleIsTold() throws Exception {
    program(
        """
        echo "a code was sent to $WHOM" >&2
        case $KUBERNETES_EXEC_INFO in *'"server":"https://127.0.0.1'*'"certificate-authority-data":"'*) ;; *) exit 9 ;; esac
        [ "$1 $2" = "get token" ] || exit 8
        echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "%s", "expirationTimestamp": "2099-01-01T00:00:00Z"}}'
        """
            .formatted(RecordedCluster.TOKEN));
    exec("provideClusterInfo: true", "args: [get, token]", "env: [{name: WHOM, value: you}]");

    CommandRun run = run();

    assertFound(run);
    assertThat(run.err()).contains("a code was sent to you");
  }

  @Test
  void aProgramGivesACertificate() throws Exception {
    program(
        """
        cat <<'END'
        {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"clientCertificateData": "%s", "clientKeyData": "%s"}}
        END
        """
            .formatted(
                CLIENT.certificatePem().replace("\n", "\\n"), sec1(CLIENT).replace("\n", "\\n")));
    exec();

    assertFound(run());
  }

  @Test
  void aProgramThatGivesNothingIsNamedAndWhatItSaidIsNot() throws Exception {
    Map<String, String> sayings = new HashMap<>();
    sayings.put("echo 'the session of hunter2 is over'; exit 3", "ended with 3");
    sayings.put("echo '{\"hunter2\"'", "gives neither a token nor a certificate");
    sayings.put("echo '{\"status\": {}}'", "gives neither a token nor a certificate");
    sayings.put(
        "echo '{\"status\": {\"token\": \"hunter2\", \"expirationTimestamp\":"
            + " \"2020-01-01T00:00:00Z\"}}'",
        "has expired (2020-01-01T00:00:00Z)");
    for (Map.Entry<String, String> saying : sayings.entrySet()) {
      program(saying.getKey());
      exec();

      CommandRun run = run();

      assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(run.err())
          .contains("The program \"./login\", by which the context \"prod\" logs in, ")
          .contains(saying.getValue())
          .doesNotContain("hunter2");
    }
    cluster.kubeconfig(
        directory, "exec: {command: no-such-login, installHint: Install it from example.com.}");
    assertThat(run().err()).contains("is it installed? Install it from example.com.");
    assertThat(cluster.asked()).isEmpty();
  }

  @Test
  void whoIsNotLetInIsToldToLogInAgain() throws Exception {
    cluster.kubeconfig(directory, "token: hunter2");

    CommandRun run = run();

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("(401)").contains("Log in again").doesNotContain("hunter2");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(cluster.asked()).hasSize(1);
    assertThat(directory.resolve("images.json")).doesNotExist();
  }

  @Test
  void aServerWhoseCertificateNobodyKnowsIsNotBelievedUnlessThatIsSaid() throws Exception {
    Path kubeconfig = cluster.kubeconfig(directory, "token: " + RecordedCluster.TOKEN);
    Files.writeString(directory.resolve("ca.crt"), CLIENT.certificatePem());

    CommandRun run = run();

    assertThat(run.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(run.err()).contains("certificate-authority").doesNotContain("\tat ");
    assertThat(cluster.asked()).isEmpty();

    String trusting =
        Files.readString(kubeconfig)
            .replace("certificate-authority: ca.crt", "insecure-skip-tls-verify: true");
    Files.writeString(kubeconfig, trusting);
    assertFound(run());
  }

  @Test
  void aServerThatIsNotThereIsToldInOneSentence() throws Exception {
    Path kubeconfig = cluster.kubeconfig(directory, "token: " + RecordedCluster.TOKEN);
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    String elsewhere =
        Files.readString(kubeconfig)
            .replace(cluster.uri().toString(), "https://127.0.0.1:" + closed);
    Files.writeString(kubeconfig, elsewhere);

    CommandRun run = run();

    assertThat(run.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(run.err()).contains("nothing answers there");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void contextsUsersAndClustersMayBeInSeveralFiles() throws Exception {
    Path whole = cluster.kubeconfig(directory, "token: hunter2");
    Path users =
        Files.writeString(
            directory.resolve("users"),
            """
            current-context: ci
            contexts:
            - {name: ci, context: {cluster: prod, user: ci}}
            users:
            - {name: ci, user: {token: %s}}
            """
                .formatted(RecordedCluster.TOKEN));
    Map<String, String> variables =
        Map.of("KUBECONFIG", directory.resolve("not-there") + ":" + users + ":" + whole);

    assertFound(CommandRun.in(directory, variables, "images", "-t", "r.example.com/team"));

    CommandRun other =
        CommandRun.in(
            directory,
            variables,
            "images",
            "-t",
            "r.example.com/t",
            "--context",
            "staging",
            "-o",
            "-");
    assertThat(other.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(other.err()).contains("no context \"staging\". There are: ci, prod.");
  }

  @Test
  void theFileOfTheHomeDirectoryIsReadWhereNoneIsNamed() throws Exception {
    Map<String, String> home = Map.of("HOME", directory.toString());
    CommandRun without = CommandRun.in(directory, home, "images", "-t", "r.example.com/t");
    assertThat(without.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(without.err()).contains(directory.resolve(".kube/config").toString());

    Path kube = Files.createDirectory(directory.resolve(".kube"));
    Files.move(cluster.kubeconfig(kube, "token: " + RecordedCluster.TOKEN), kube.resolve("config"));

    assertFound(CommandRun.in(directory, home, "images", "-t", "r.example.com/t"));
  }

  @Test
  void aKubeconfigThatIsNoneIsNamedAndNotRepeated() throws Exception {
    for (String wrong : List.of("token: [hunter2", "", "- hunter2", "users: hunter2")) {
      Files.writeString(directory.resolve("kubeconfig"), wrong);

      CommandRun run = run();

      assertThat(run.exitCode()).as(wrong).isEqualTo(ExitCodes.USAGE);
      assertThat(run.err()).contains("kubeconfig").doesNotContain("hunter2");
    }
    cluster.kubeconfig(
        directory, "client-certificate-data: aHVudGVyMg==", "client-key-data: aHVudGVyMg==");
    assertThat(run().err()).contains("cannot be read: the kubeconfig has to have them as PEM");
    cluster.kubeconfig(directory, "client-certificate: gone.crt");
    assertThat(run().err()).contains("gone.crt, which cannot be read");
  }

  @Test
  void theProxyOfTheEnvironmentIsAskedUnlessTheServerIsExcepted() throws Exception {
    cluster.kubeconfig(directory, "token: " + RecordedCluster.TOKEN);
    Map<String, String> proxy = new HashMap<>(Map.of("HTTPS_PROXY", "http://127.0.0.1:1"));

    assertThat(run(proxy).exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(cluster.asked()).isEmpty();

    proxy.put("NO_PROXY", "example.com, 127.0.0.1");
    assertFound(run(proxy));
  }

  private void assertFound(CommandRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(run.err()).contains("14 images");
    assertThat(run.err() + run.out()).doesNotContain(RecordedCluster.TOKEN);
    Files.delete(directory.resolve("images.json"));
  }

  private CommandRun run() {
    return run(Map.of());
  }

  private CommandRun run(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
    variables.putAll(more);
    return CommandRun.in(
        directory, variables, "images", "-k", "kubeconfig", "-t", "registry.example.com/team");
  }

  private void program(String script) throws IOException {
    Path file = directory.resolve("login");
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private void exec(String... more) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("exec:");
    lines.add("  apiVersion: client.authentication.k8s.io/v1");
    lines.add("  command: ./login");
    lines.add("  interactiveMode: IfAvailable");
    Arrays.stream(more).map(line -> "  " + line).forEach(lines::add);
    cluster.kubeconfig(directory, lines.toArray(String[]::new));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As k3s writes keys: SEC 1, section C.4. */
  private static String sec1(SelfSigned keys) {
    String number = "%064x".formatted(((ECPrivateKey) keys.keys().getPrivate()).getS());
    byte[] key = HexFormat.of().parseHex("30310201010420" + number + "a00a06082a8648ce3d030107");
    return "-----BEGIN EC PRIVATE KEY-----\n%s\n-----END EC PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key));
  }
}
