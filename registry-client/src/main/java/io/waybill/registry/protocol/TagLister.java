package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * end-8b {@code GET /v2/<name>/tags/list?n=..}: all tags of a repository, page by page. {@code
 * "tags": null} (docker distribution, of a repository that lost its last tag) means none.
 */
public final class TagLister {
  private static final int PAGE = 1000;

  private final RegistryCaller caller;

  /** Lists tags at the caller's registry. */
  public TagLister(RegistryCaller caller) {
    this.caller = caller;
  }

  /** All tags, in the registry's order; what is no tag by the grammar is left out. */
  public List<Tag> list(Repository repository) throws RegistryException {
    RegistryRequest request =
        RegistryRequest.of(
            Operation.TAGS_LIST,
            repository.toString(),
            "GET",
            caller.uri("/v2/" + repository.path() + "/tags/list?n=" + PAGE),
            Scope.pull(repository));
    Set<Tag> tags = new LinkedHashSet<>();
    new PagedPuller(caller)
        .pull(request, page -> page.path("tags").forEach(name -> add(tags, name.asText(""))));
    return List.copyOf(tags);
  }

  private static void add(Set<Tag> tags, String name) {
    try {
      tags.add(Tag.of(name));
    } catch (InvalidNameException notOne) {
      // It cannot be asked for, so it is of no use to anybody.
    }
  }
}
