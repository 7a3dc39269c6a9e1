package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code GET /v2/_catalog?n=..} (docker distribution's own): the repositories of a registry. What
 * is no repository by the grammar is left out, for it cannot be asked for.
 */
public final class CatalogLister {
  private final RegistryCaller caller;

  /** Lists repositories of the caller's registry. */
  public CatalogLister(RegistryCaller caller) {
    this.caller = caller;
  }

  /** All repositories that the account may see; fails where the registry has no catalog. */
  public List<Repository> list() throws RegistryException {
    List<Repository> found = new ArrayList<>();
    list(found::add);
    return List.copyOf(found);
  }

  /** The same, handed over while it is read. */
  public void list(ListReader<Repository> reader) throws RegistryException {
    new NamePages(caller, "repositories")
        .pull(
            request(),
            path -> {
              Optional<Repository> repository = parse(path);
              if (repository.isPresent()) {
                reader.read(repository.get());
              }
            });
  }

  /**
   * One page of the repositories; fails where the registry has no catalog.
   *
   * @param cursor the {@link ListPage#next} of the page before; empty = the beginning
   * @param wanted which repositories to keep
   */
  public ListPage<Repository> page(Optional<String> cursor, Predicate<Repository> wanted)
      throws RegistryException {
    return new PageReader<>(caller, "repositories", path -> parse(path).filter(wanted))
        .pull(request(), cursor);
  }

  private RegistryRequest request() {
    return RegistryRequest.of(
        Operation.CATALOG_LIST,
        "registry " + caller.endpoint().registry(),
        "GET",
        caller.uri("/v2/_catalog?n=" + NamePages.PAGE),
        Scope.CATALOG);
  }

  private Optional<Repository> parse(String path) {
    try {
      return Optional.of(Repository.of(caller.endpoint().registry(), path));
    } catch (InvalidNameException notOne) {
      return Optional.empty();
    }
  }
}
