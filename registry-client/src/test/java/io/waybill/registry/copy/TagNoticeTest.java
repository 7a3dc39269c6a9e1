package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener hears of each tag before the target does. */
class TagNoticeTest {
  private static final RetryTable QUICK =
      new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(2));

  /** What was said, and how many tags the target had been asked to put until then. */
  private record Notice(TagReference tag, Digest digest, Optional<Reference> origin, long asked) {}

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(new AddressDirectory(Set.of()), QUICK);
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository("mirror/app").tag(Tag.of("v2"));
  private final SampleImage image = SampleImage.builder(31).layers(1, 1_000).build();
  private final List<Notice> notices = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  @Test
  void aTagIsPutWhenTheListenerHasHeardOfIt() throws Exception {
    copy(CopyRequest.of(source, target));

    assertThat(notices).containsExactly(new Notice(target, image.digest(), Optional.of(source), 0));
    assertThat(tagsAskedFor()).isEqualTo(1);
  }

  @Test
  void aListenerThatFailsKeepsTheTagFromBeingPut() throws Exception {
    image.push(clients, source);
    CopyListener failing =
        new CopyListener() {
          @Override
          public void onTagPut(TagReference tag, Digest digest, Optional<Reference> origin) {
            throw new IllegalStateException("the test's");
          }
        };

    assertThatExceptionOfType(CopyFailure.class)
        .isThrownBy(() -> engine.copy(CopyRequest.of(source, target), failing));

    assertThat(tagsAskedFor()).isZero();
  }

  @Test
  void aPutWhoseAnswerWasLostMayBeASecondOne() throws Exception {
    to.script(Fault.on("PUT", "/manifests/v2").once().change(reply -> Reply.of(502)));

    copy(CopyRequest.of(source, target));

    assertThat(notices).extracting(Notice::asked).containsExactly(0L, 1L);
  }

  @Test
  void aPutThatWasRefusedIsTriedAgainUnderTheSameNotice() throws Exception {
    to.script(Fault.on("PUT", "/manifests/v2").once().answer(Reply.of(429)));

    copy(CopyRequest.of(source, target));

    assertThat(notices).hasSize(1);
    assertThat(tagsAskedFor()).isEqualTo(2);
  }

  @Test
  void aBackupIsTheTargetsOwn() throws Exception {
    SampleImage old = SampleImage.builder(32).layers(1, 1_000).build();
    old.push(clients, target);

    copy(CopyRequest.of(source, target).withOverwrite(Overwrite.BACKUP));

    assertThat(notices).extracting(Notice::digest).containsExactly(old.digest(), image.digest());
    assertThat(notices)
        .extracting(Notice::origin)
        .containsExactly(Optional.empty(), Optional.of(source));
  }

  @Test
  void signaturesAreMadeFromTheSourcesTags() throws Exception {
    SampleImage signed = SampleImage.builder(33).layers(1, 1_000).signed().build();
    signed.push(clients, source);

    engine.copy(CopyRequest.of(source, target).withReferrers(true), listener());

    assertThat(notices).hasSizeGreaterThan(1);
    assertThat(notices.subList(1, notices.size()))
        .allSatisfy(
            notice ->
                assertThat(notice.origin()).contains(source.repository().tag(notice.tag().tag())));
  }

  private void copy(CopyRequest request) throws Exception {
    image.push(clients, source);
    to.forgetRequests();
    engine.copy(request, listener());
  }

  private CopyListener listener() {
    return new CopyListener() {
      @Override
      public void onTagPut(TagReference tag, Digest digest, Optional<Reference> origin) {
        notices.add(new Notice(tag, digest, origin, tagsAskedFor()));
      }
    };
  }

  private long tagsAskedFor() {
    return to.count("PUT", "/manifests/v2$");
  }
}
