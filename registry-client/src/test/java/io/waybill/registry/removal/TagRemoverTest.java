package io.waybill.registry.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.removal.RemovalReport.Outcome;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.scripted.ScriptedRegistry.Ability;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to be true before a tag is taken away, one untruth at a time. */
final class TagRemoverTest {
  private static final RetryTable QUICK =
      new RetryTable(Duration.ofMillis(5), Duration.ofMillis(50));
  private static final String FROM = "team/app";
  private static final String TO = "mirror/app";

  private final SampleImage image = SampleImage.builder(31).layers(1, 2_000).build();
  private final SampleImage another = SampleImage.builder(32).layers(1, 2_000).build();
  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final ScriptedRegistry old = ScriptedRegistry.start(Ability.DELETES_BY_DIGEST);
  private final RegistryClients clients =
      new RegistryClients(new AddressDirectory(Set.of()), QUICK);
  private final TagReference source = tag(from, FROM, "v1");
  private final TagReference target = tag(to, TO, "v1");

  @BeforeEach
  void pushAndDeleteAtTheSource() throws Exception {
    image.push(clients, source);
    image.push(clients, target);
    from.deleteTag(FROM, "v1");
    from.forgetRequests();
  }

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
    old.close();
  }

  private static TagReference tag(ScriptedRegistry registry, String path, String tag) {
    return registry.repository(path).tag(Tag.of(tag));
  }

  private RemovalReport remove(TagReference at, Digest... expected) throws RegistryException {
    return new TagRemover(clients).remove(new Removal(source, at, Set.of(expected), false));
  }

  private RegistryException refuse(TagReference at, Digest... expected) {
    RegistryException refusal =
        catchThrowableOfType(RegistryException.class, () -> remove(at, expected));
    assertThat(refusal).as("it was to be refused").isNotNull();
    return refusal;
  }

  private void assertStays() {
    assertThat(to.findTag(TO, "v1")).contains(image.digest());
    assertThat(to.count("DELETE", "")).isZero();
  }

  @Test
  void removesATagWhoseSourceIsGone() throws Exception {
    RemovalReport report = remove(target, image.digest());

    assertThat(report.outcome()).isEqualTo(Outcome.REMOVED);
    assertThat(report.targetBefore()).contains(image.digest());
    assertThat(to.findTag(TO, "v1")).isEmpty();
    assertThat(to.hasManifest(TO, image.digest())).as("the manifest stays").isTrue();
  }

  @Test
  void leavesOtherTagsOfTheDigestAlone() throws Exception {
    image.push(clients, tag(to, TO, "stable"));

    remove(target, image.digest());

    assertThat(to.findTag(TO, "stable")).contains(image.digest());
  }

  @Test
  void findsATagThatIsGoneAlready() throws Exception {
    to.deleteTag(TO, "v1");

    assertThat(remove(target, image.digest()).outcome()).isEqualTo(Outcome.ALREADY_GONE);
    assertThat(to.count("DELETE", "")).isZero();
  }

  @Test
  void removesNothingWhoseSourceIsThereAgain() throws Exception {
    another.push(clients, source);

    RemovalReport report = remove(target, image.digest());

    assertThat(report.outcome()).isEqualTo(Outcome.SOURCE_THERE);
    assertThat(report.source()).contains(another.digest());
    assertStays();
  }

  @Test
  void saysThatTheSourceCameBackWhileTheTargetWasTakenAway() throws Exception {
    to.script(
        Fault.on("DELETE", "/manifests/v1")
            .run(() -> from.moveTag(FROM, Tag.of("v1"), image.digest())));

    RemovalReport report = remove(target, image.digest());

    assertThat(report.outcome()).isEqualTo(Outcome.SOURCE_THERE);
    assertThat(report.source()).contains(image.digest());
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 502, 503})
  void removesNothingWhileTheSourceAnswers(int status) {
    from.script(Fault.on("HEAD", "/manifests/v1").answer(Reply.of(status)));

    assertThat(refuse(target, image.digest()).code()).isNotEqualTo(FailureCode.DELETE_REFUSED);
    assertStays();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 500})
  void removesNothingWhereTheTagsOfTheSourceCannotBeListed(int status) {
    from.script(Fault.on("GET", "/tags/list").answer(Reply.of(status)));

    refuse(target, image.digest());

    assertStays();
  }

  @Test
  void takesNoPageOfAProxyForATagThatIsGone() {
    Reply page = Reply.of(404, "<html>Not Found</html>".getBytes(StandardCharsets.UTF_8));
    from.script(Fault.on("HEAD", "/v2/").answer(Reply.of(404)));
    from.script(Fault.on("GET", "/v2/").answer(page));

    assertThat(refuse(target, image.digest()).code()).isEqualTo(FailureCode.DELETE_REFUSED);
    assertStays();
  }

  @Test
  void takesNoTagThatIsStillListedForOneThatIsGone() {
    from.moveTag(FROM, Tag.of("v1"), image.digest());
    from.script(Fault.on("HEAD", "/manifests/v1").answer(Reply.error(404, "MANIFEST_UNKNOWN")));
    from.script(Fault.on("GET", "/manifests/v1").answer(Reply.error(404, "MANIFEST_UNKNOWN")));

    assertThat(refuse(target, image.digest()).code()).isEqualTo(FailureCode.REGISTRY_ERROR);
    assertStays();
  }

  @Test
  void asksWhereTheWholeRepositoryIsUnknown() throws Exception {
    from.deleteManifest(FROM, image.digest());
    image.manifests().forEach(digest -> from.deleteManifest(FROM, digest));

    RegistryException refusal = refuse(target, image.digest());

    assertThat(refusal.code()).isEqualTo(FailureCode.DELETE_REFUSED);
    assertThat(refusal.failure().hint()).contains("replay");
    assertStays();
    TagRemover remover = new TagRemover(clients);
    assertThat(remover.remove(new Removal(source, target, Set.of(image.digest()), true)).outcome())
        .isEqualTo(Outcome.REMOVED);
  }

  @Test
  void removesNothingThatSomebodyElsePutThere() throws Exception {
    another.push(clients, target);

    RegistryException refusal = refuse(target, image.digest());

    assertThat(refusal.code()).isEqualTo(FailureCode.DELETE_REFUSED);
    assertThat(refusal.getMessage())
        .contains(another.digest().toString(), image.digest().toString());
    assertThat(to.findTag(TO, "v1")).contains(another.digest());
  }

  @Test
  void removesNothingThatHistoryDoesNotKnow() {
    assertThat(refuse(target).getMessage()).contains("history does not know");
    assertStays();
  }

  @Test
  void deletesByDigestWhereNothingElseNeedsIt() throws Exception {
    TagReference at = tag(old, TO, "v1");
    image.push(clients, at);
    another.push(clients, tag(old, TO, "v2"));

    assertThat(remove(at, image.digest()).outcome()).isEqualTo(Outcome.REMOVED);

    assertThat(old.findTag(TO, "v1")).isEmpty();
    assertThat(old.findTag(TO, "v2")).contains(another.digest());
  }

  @Test
  void refusesToDeleteADigestThatAnotherTagShows() throws Exception {
    TagReference at = tag(old, TO, "v1");
    image.push(clients, at);
    image.push(clients, tag(old, TO, "stable"));

    RegistryException refusal = refuse(at, image.digest());

    assertThat(refusal.code()).isEqualTo(FailureCode.DELETE_REFUSED);
    assertThat(refusal.getMessage()).contains("the tag stable shows the same digest");
    assertThat(old.findTag(TO, "v1")).contains(image.digest());
    assertThat(old.findTag(TO, "stable")).contains(image.digest());
  }

  @Test
  void refusesToDeleteADigestThatAnIndexNames() throws Exception {
    SampleImage index = SampleImage.builder(33).platforms("linux/amd64", "linux/arm64").build();
    index.push(clients, tag(old, TO, "v2"));
    Digest child =
        index.manifests().stream().filter(one -> !one.equals(index.digest())).findFirst().get();
    old.moveTag(TO, Tag.of("v1"), child);

    RegistryException refusal = refuse(tag(old, TO, "v1"), child);

    assertThat(refusal.code()).isEqualTo(FailureCode.DELETE_REFUSED);
    assertThat(refusal.getMessage()).contains("the index v2 names that digest");
    assertThat(old.findTag(TO, "v1")).contains(child);
  }

  @Test
  void saysWhatToDoWhereTheTargetAllowsNoDeletes() {
    to.script(Fault.on("DELETE", "/manifests/").answer(Reply.error(405, "UNSUPPORTED")));

    RegistryException refusal = refuse(target, image.digest());

    assertThat(refusal.code()).isEqualTo(FailureCode.DELETE_UNSUPPORTED);
    assertThat(refusal.failure().hint()).contains("Allow deletes at the target");
    assertThat(to.findTag(TO, "v1")).contains(image.digest());
  }

  @Test
  void doesNotBelieveARegistryThatStillShowsTheTag() {
    to.script(Fault.on("DELETE", "/manifests/").answer(Reply.of(202)));

    assertThat(refuse(target, image.digest()).code()).isEqualTo(FailureCode.REGISTRY_ERROR);
  }
}
