package io.waybill.api.receivers;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.KubernetesConfig;
import io.waybill.embedded.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadsTest {
  private static final SelfSigned CERTIFICATE = SelfSigned.of("kubernetes");
  private static final String PATH = "/apis/apps/v1/namespaces/shop/deployments/web";
  private static final Workloads.Place WEB =
      new Workloads.Place("prod", "shop", Workload.parse("deployment/web"), "web");

  @TempDir private Path directory = Path.of("");
  private FakeKubernetes kubernetes = unstarted();

  @SuppressWarnings("NullAway") // JUnit starts it before each test.
  private static FakeKubernetes unstarted() {
    return null;
  }

  @BeforeEach
  void start() throws Exception {
    kubernetes = FakeKubernetes.start(CERTIFICATE);
    kubernetes.has(PATH, "web", "old.example/web:1");
    Files.writeString(directory.resolve("token"), "a-token-of-the-account\n");
    CERTIFICATE.writeCertificate(directory.resolve("ca.crt"));
  }

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  @Test
  void the_image_of_the_container_is_patched_and_nothing_else() throws Exception {
    assertThat(workloads().setImage(WEB, "new.example/web@sha256:1"))
        .isEqualTo(new Verdict.Taken(200));
    assertThat(kubernetes.asked())
        .containsExactly(
            "GET " + PATH + " Bearer a-token-of-the-account",
            "PATCH "
                + PATH
                + "?fieldManager=waybill Bearer a-token-of-the-account"
                + " application/strategic-merge-patch+json"
                + " {\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\","
                + "\"image\":\"new.example/web@sha256:1\"}]}}}}");
  }

  @Test
  void a_workload_that_has_the_image_is_left_alone() throws Exception {
    assertThat(workloads().setImage(WEB, "old.example/web:1")).isInstanceOf(Verdict.Taken.class);
    assertThat(kubernetes.asked()).singleElement().asString().startsWith("GET ");
  }

  @Test
  void a_trial_changes_nothing() throws Exception {
    assertThat(workloads().tryOut(WEB)).isInstanceOf(Verdict.Taken.class);
    assertThat(kubernetes.asked().getLast())
        .contains("dryRun=All")
        .contains("\"image\":\"old.example/web:1\"");
  }

  @Test
  void what_is_wrong_is_said() throws Exception {
    Workloads.Place sidecar =
        new Workloads.Place("prod", "shop", Workload.parse("deployment/web"), "proxy");
    assertThat(why(workloads().setImage(sidecar, "x:1")))
        .isEqualTo("deployment/web in the namespace shop has no container \"proxy\"; it has web.");
    Workloads.Place other =
        new Workloads.Place("prod", "shop", Workload.parse("statefulset/db"), "db");
    assertThat(why(workloads().setImage(other, "x:1")))
        .contains("answered 404", "read statefulset/db", "not found");
    kubernetes.denyPatches();
    assertThat(why(workloads().setImage(WEB, "x:1")))
        .contains("answered 403", "change deployment/web", "cannot patch");
    Files.delete(directory.resolve("token"));
    assertThat(why(workloads().setImage(WEB, "x:1"))).contains("tokenFile");
    Workloads.Place elsewhere =
        new Workloads.Place("test", "shop", Workload.parse("deployment/web"), "web");
    assertThat(why(workloads().setImage(elsewhere, "x:1"))).contains("no \"test\"");
  }

  @Test
  void a_server_with_a_certificate_of_another_authority_gets_no_token() throws Exception {
    SelfSigned.of("stranger").writeCertificate(directory.resolve("ca.crt"));
    assertThat(why(workloads().setImage(WEB, "x:1"))).contains("TLS could not be agreed on");
    assertThat(kubernetes.asked()).isEmpty();
  }

  private static String why(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused ? refused.why() : verdict.toString();
  }

  private Workloads workloads() {
    return new Workloads(
        Map.of(
            "prod",
            new KubernetesConfig(
                kubernetes.uri(), directory.resolve("token"), directory.resolve("ca.crt"))),
        Duration.ofSeconds(60));
  }
}
