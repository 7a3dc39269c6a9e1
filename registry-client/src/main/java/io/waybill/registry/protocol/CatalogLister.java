package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.util.ArrayList;
import java.util.List;

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
    Registry registry = caller.endpoint().registry();
    RegistryRequest request =
        RegistryRequest.of(
            Operation.CATALOG_LIST,
            "registry " + registry,
            "GET",
            caller.uri("/v2/_catalog?n=" + NamePages.PAGE),
            Scope.CATALOG);
    new NamePages(caller, "repositories")
        .pull(
            request,
            path -> {
              Repository repository;
              try {
                repository = Repository.of(registry, path);
              } catch (InvalidNameException notOne) {
                return;
              }
              reader.read(repository);
            });
  }
}
