package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code GET /v2/_catalog?n=..} (docker distribution's own): the repositories of a registry. */
public final class CatalogLister {
  private static final int PAGE = 1000;

  private final RegistryCaller caller;

  /** Lists repositories of the caller's registry. */
  public CatalogLister(RegistryCaller caller) {
    this.caller = caller;
  }

  /** All repositories that the account may see; fails where the registry has no catalog. */
  public List<Repository> list() throws RegistryException {
    Registry registry = caller.endpoint().registry();
    RegistryRequest request =
        RegistryRequest.of(
            Operation.CATALOG_LIST,
            "registry " + registry,
            "GET",
            caller.uri("/v2/_catalog?n=" + PAGE),
            Scope.CATALOG);
    Set<Repository> found = new LinkedHashSet<>();
    new PagedPuller(caller)
        .pull(
            request,
            page -> page.path("repositories").forEach(n -> add(found, registry, n.asText(""))));
    return List.copyOf(found);
  }

  private static void add(Set<Repository> found, Registry registry, String path) {
    try {
      found.add(Repository.of(registry, path));
    } catch (InvalidNameException notOne) {
      // It cannot be asked for, so it is of no use to anybody.
    }
  }
}
