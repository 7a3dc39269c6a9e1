package io.waybill.registry.protocol;

import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * end-8b {@code GET /v2/<name>/tags/list?n=..}: all tags of a repository, page by page. What is no
 * tag by the grammar is left out, for it cannot be asked for.
 */
public final class TagLister {
  private final RegistryCaller caller;

  /** Lists tags at the caller's registry. */
  public TagLister(RegistryCaller caller) {
    this.caller = caller;
  }

  /** All tags, in the registry's order. */
  public List<Tag> list(Repository repository) throws RegistryException {
    List<Tag> tags = new ArrayList<>();
    list(repository, tags::add);
    return List.copyOf(tags);
  }

  /** The same, handed over while it is read. */
  public void list(Repository repository, ListReader<Tag> reader) throws RegistryException {
    new NamePages(caller, "tags")
        .pull(
            request(repository),
            name -> {
              Optional<Tag> tag = parse(name);
              if (tag.isPresent()) {
                reader.read(tag.get());
              }
            });
  }

  /**
   * One page of the tags; all of them where the registry gives all at once.
   *
   * @param cursor the {@link ListPage#next} of the page before; empty = the beginning
   * @param wanted which tags to keep
   */
  public ListPage<Tag> page(Repository repository, Optional<String> cursor, Predicate<Tag> wanted)
      throws RegistryException {
    return new PageReader<>(caller, "tags", name -> parse(name).filter(wanted))
        .pull(request(repository), cursor);
  }

  private RegistryRequest request(Repository repository) {
    return RegistryRequest.of(
        Operation.TAGS_LIST,
        repository.toString(),
        "GET",
        caller.uri("/v2/" + repository.path() + "/tags/list?n=" + NamePages.PAGE),
        ManifestChecker.scopeFor(caller, repository));
  }

  private static Optional<Tag> parse(String name) {
    try {
      return Optional.of(Tag.of(name));
    } catch (InvalidNameException notOne) {
      return Optional.empty();
    }
  }

  /** Whether the failure says that the registry has no such repository, and so no tags in it. */
  public static boolean isRepositoryUnknown(RegistryException failure) {
    boolean byName =
        failure.hasStatus(404)
            && failure.answer().filter(answer -> answer.has("NAME_UNKNOWN")).isPresent();
    // At a target without its project Harbor says 401.
    return byName
        || (failure.code() == FailureCode.TARGET_REPOSITORY_MISSING && !failure.hasStatus(404));
  }
}
