package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of a tag that is replaced under {@link Overwrite#BACKUP}. */
final class BackupTest {
  private static final String TO = "mirror/app";

  private final SampleImage old = SampleImage.builder(41).layers(1, 2_000).build();
  private final SampleImage image = SampleImage.builder(42).layers(1, 2_000).build();
  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(5), Duration.ofMillis(50)));
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository(TO).tag(Tag.of("v1"));

  @BeforeEach
  void pushBoth() throws Exception {
    image.push(clients, source);
    old.push(clients, target);
    to.forgetRequests();
  }

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  private CopyReport copy() throws CopyFailure {
    return engine.copy(
        CopyRequest.of(source, target).withOverwrite(Overwrite.BACKUP), CopyListener.NONE);
  }

  private static String nameOf(Digest digest) {
    return "v1-backup-" + digest.hex().substring(0, 12);
  }

  @Test
  void isNamedAfterTheDigestThatItKeeps() throws Exception {
    CopyReport report = copy();

    assertThat(report.backupTag()).contains(Tag.of(nameOf(old.digest())));
    assertThat(to.findTag(TO, nameOf(old.digest()))).contains(old.digest());
    assertThat(to.findTag(TO, "v1")).contains(image.digest());
  }

  @Test
  void isMadeOnceAlsoWhereThePutAfterItFails() throws Exception {
    to.script(Fault.on("PUT", "/manifests/v1$").first(1).answer(Reply.error(403, "DENIED")));
    assertThatThrownBy(this::copy).isInstanceOf(CopyFailure.class);
    assertThat(to.findTag(TO, "v1")).as("after the failure").contains(old.digest());
    assertThat(to.findTag(TO, nameOf(old.digest()))).contains(old.digest());

    CopyReport report = copy();

    assertThat(report.backupTag()).contains(Tag.of(nameOf(old.digest())));
    assertThat(to.count("PUT", "/manifests/v1-backup-.*")).isEqualTo(1);
    assertThat(to.findTag(TO, "v1")).contains(image.digest());
  }

  @Test
  void isNotMadeWhereNothingIsReplaced() throws Exception {
    copy();

    assertThat(copy().backupTag()).isEmpty();
    assertThat(to.count("PUT", "/manifests/v1-backup-.*")).isEqualTo(1);
  }

  @Test
  void leavesATagAloneThatHasItsNameByChance() throws Exception {
    SampleImage other = SampleImage.builder(43).layers(1, 2_000).build();
    other.push(clients, target.repository().tag(Tag.of(nameOf(old.digest()))));

    CopyReport report = copy();

    assertThat(to.findTag(TO, nameOf(old.digest()))).contains(other.digest());
    String whole = "v1-backup-" + old.digest().hex();
    assertThat(report.backupTag()).contains(Tag.of(whole));
    assertThat(to.findTag(TO, whole)).contains(old.digest());
  }

  @Test
  void fitsIntoATagHoweverLongTheTagIs() throws Exception {
    Tag longest = Tag.of("x".repeat(128));
    old.push(clients, target.repository().tag(longest));

    CopyReport report =
        engine.copy(
            CopyRequest.of(source, target.repository().tag(longest))
                .withOverwrite(Overwrite.BACKUP),
            CopyListener.NONE);

    assertThat(report.backupTag().orElseThrow().name())
        .hasSize(128)
        .endsWith("-backup-" + old.digest().hex().substring(0, 12));
  }
}
