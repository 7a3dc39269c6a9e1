package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.Request;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists as registries really return them. */
final class ListingTest {
  private final ScriptedRegistry registry = ScriptedRegistry.start();
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final Repository repository = registry.repository("team/app");
  private final RegistryCaller caller = clients.getCaller(repository.registry(), Side.SOURCE);

  @AfterEach
  void stop() {
    clients.close();
    registry.close();
  }

  private List<String> tags() throws RegistryException {
    return new TagLister(caller).list(repository).stream().map(Tag::name).toList();
  }

  private static Reply page(String... names) {
    return Reply.of(
        200,
        ("{\"name\":\"team/app\",\"tags\":["
                + List.of(names).stream()
                    .map(name -> "\"" + name + "\"")
                    .collect(Collectors.joining(","))
                + "]}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private void script(Reply first, Reply second) {
    registry.script(
        Fault.on("GET", "/tags/list")
            .answer(request -> request.target().contains("last=b") ? second : first));
  }

  @Test
  void followsARelativeLink() throws Exception {
    script(
        page("a", "b").with("Link", "</v2/team/app/tags/list?last=b&n=2>; rel=\"next\""),
        page("c"));

    assertThat(tags()).containsExactly("a", "b", "c");
  }

  /** RFC 8288 allows the quotes to be left out. */
  @Test
  void followsALinkWithoutQuotes() throws Exception {
    script(page("a", "b").with("Link", "<?last=b&n=2>;rel=next"), page("c"));

    assertThat(tags()).containsExactly("a", "b", "c");
  }

  @Test
  void followsAnAbsoluteLink() throws Exception {
    script(
        page("a", "b")
            .with(
                "Link",
                "<http://%s/v2/team/app/tags/list?last=b>; rel=\"next\""
                    .formatted(registry.address())),
        page("c"));

    assertThat(tags()).containsExactly("a", "b", "c");
  }

  /** A registry behind a proxy links to the name that it knows itself by. */
  @Test
  void staysAtTheRegistryWhereALinkNamesAnotherHost() throws Exception {
    script(
        page("a", "b")
            .with("Link", "<http://registry.internal:5000/v2/team/app/tags/list?last=b>; rel=next"),
        page("c"));

    assertThat(tags()).containsExactly("a", "b", "c");
  }

  /** Quay pages by a token of its own. */
  @Test
  void takesTheParametersOfALinkAsTheyAre() throws Exception {
    registry.script(
        Fault.on("GET", "/tags/list")
            .answer(
                request ->
                    request.target().contains("next_page=gAAA%3D")
                        ? page("c")
                        : page("a")
                            .with(
                                "Link",
                                "</v2/team/app/tags/list?n=1&next_page=gAAA%3D>; rel=next")));

    assertThat(tags()).containsExactly("a", "c");
  }

  @Test
  void goesOnByItselfWhereAFullPageHasNoLink() throws Exception {
    registry.script(
        Fault.on("GET", "/tags/list")
            .answer(
                request ->
                    page(
                        IntStream.range(0, 2500)
                            .mapToObj("t%04d"::formatted)
                            .filter(tag -> tag.compareTo(last(request)) > 0)
                            .limit(1000)
                            .toArray(String[]::new))));

    assertThat(tags()).hasSize(2500).doesNotHaveDuplicates();
    assertThat(registry.requests()).hasSize(3);
  }

  private static String last(Request request) {
    return request.query().getOrDefault("last", "");
  }

  @Test
  void endsWhereNothingNewComesAfterAFullPage() throws Exception {
    String[] names = IntStream.range(0, 1000).mapToObj("t%04d"::formatted).toArray(String[]::new);
    registry.script(Fault.on("GET", "/tags/list").answer(page(names)));

    assertThat(tags()).hasSize(1000);
    assertThat(registry.requests()).hasSize(2);
  }

  /** docker distribution 2.8 gives all tags at once. */
  @Test
  void takesAllTagsAtOnceWhereThePageSizeIsIgnored() throws Exception {
    String[] names = IntStream.range(0, 3000).mapToObj("t%04d"::formatted).toArray(String[]::new);
    registry.script(Fault.on("GET", "/tags/list").answer(page(names)));

    assertThat(tags()).hasSize(3000);
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void endsWhereLinksRunInACircle() throws Exception {
    script(
        page("a", "b").with("Link", "<?last=b>; rel=next"),
        page("c").with("Link", "</v2/team/app/tags/list?last=b>; rel=next"));

    assertThat(tags()).containsExactly("a", "b", "c");
  }

  @Test
  void leavesOutWhatIsOnTwoPagesAndWhatIsNoTag() throws Exception {
    script(
        page("a", "b", "", "not a tag").with("Link", "<?last=b>; rel=next"), page("b", "c", "c"));

    assertThat(tags()).containsExactly("a", "b", "c");
  }

  /** docker distribution: a repository that lost its last tag. */
  @Test
  void takesNullForNoTags() throws Exception {
    registry.script(
        Fault.on("GET", "/tags/list")
            .answer(
                Reply.of(200, "{\"name\":\"a\",\"tags\":null}".getBytes(StandardCharsets.UTF_8))));

    assertThat(tags()).isEmpty();
  }

  @Test
  void saysThatARepositoryIsUnknown() {
    RegistryException failure = catchThrowableOfType(RegistryException.class, this::tags);

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
    assertThat(TagLister.isRepositoryUnknown(failure)).isTrue();
  }

  /** A proxy's page for an address that it does not serve says nothing about the repository. */
  @Test
  void doesNotTakeEveryNotFoundForAnUnknownRepository() {
    registry.script(Fault.on("GET", "/tags/list").answer(Reply.of(404)));

    RegistryException failure = catchThrowableOfType(RegistryException.class, this::tags);

    assertThat(TagLister.isRepositoryUnknown(failure)).isFalse();
  }

  @Test
  void handsOverAHundredThousandTagsPageByPage() throws Exception {
    int all = 100_000;
    registry.script(
        Fault.on("GET", "/tags/list")
            .answer(
                request -> {
                  int from = last(request).isEmpty() ? 0 : Integer.parseInt(last(request)) + 1;
                  return page(IntStream.range(from, Math.min(all, from + 1000))
                          .mapToObj("%06d"::formatted)
                          .toArray(String[]::new))
                      .with(
                          "Link",
                          from + 1000 >= all
                              ? "</v2/>; rel=\"first\""
                              : "<?n=1000&last=%06d>; rel=next".formatted(from + 999));
                }));
    AtomicInteger count = new AtomicInteger();
    AtomicInteger mostAhead = new AtomicInteger();

    new TagLister(caller)
        .list(
            repository,
            tag -> {
              int pages = registry.requests().size();
              mostAhead.accumulateAndGet(pages * 1000 - count.getAndIncrement(), Math::max);
            });

    assertThat(count).hasValue(all);
    assertThat(mostAhead).as("no more than the page that is being read").hasValue(1000);
  }

  @Test
  void listsACatalogWithANullPage() throws Exception {
    registry.script(
        Fault.on("GET", "/_catalog")
            .answer(Reply.of(200, "{\"repositories\":null}".getBytes(StandardCharsets.UTF_8))));

    assertThat(new CatalogLister(caller).list()).isEmpty();
  }

  @Test
  void oneOddAnswerDoesNotHideTheReferrersOfOthers() throws Exception {
    Digest subject = Digest.sha256(new byte[] {1});
    Reply none =
        Reply.of(200, "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.UTF_8));
    AtomicInteger asked = new AtomicInteger();
    registry.script(
        Fault.on("GET", "/referrers/")
            .answer(
                request -> {
                  int nth = asked.incrementAndGet();
                  return nth == 2 || nth == 4 ? Reply.error(404, "NAME_UNKNOWN") : none;
                }));
    ReferrersLister source = new ReferrersLister(caller);
    ReferrersLister target =
        new ReferrersLister(clients.getCaller(repository.registry(), Side.TARGET));

    assertThat(source.list(repository, subject)).isInstanceOf(ReferrersOutcome.Listed.class);
    // The image is there: that it has no signatures, such an answer does not say.
    assertThat(
            catchThrowableOfType(RegistryException.class, () -> source.list(repository, subject))
                .code())
        .isEqualTo(FailureCode.REGISTRY_ERROR);
    assertThat(source.list(repository, subject)).isInstanceOf(ReferrersOutcome.Listed.class);
    // A repository that is not there yet has none.
    assertThat(target.list(repository, subject)).isInstanceOf(ReferrersOutcome.Unsupported.class);
    assertThat(source.isUnsupported()).isFalse();
    assertThat(source.list(repository, subject)).isInstanceOf(ReferrersOutcome.Listed.class);
  }
}
