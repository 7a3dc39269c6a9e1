package io.waybill.registry;

import io.waybill.schemas.names.Registry;
import java.util.Collection;
import java.util.stream.Collectors;

/** A reference names a registry that the directory does not know. */
public final class UnknownRegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which, and which ones are known. */
  public UnknownRegistryException(Registry registry, Collection<Registry> known) {
    super(
        "There is no registry called \""
            + registry
            + "\" in the configuration. Add it under registries, or use one of: "
            + (known.isEmpty()
                ? "(none configured)"
                : known.stream().sorted().map(Registry::name).collect(Collectors.joining(", "))));
  }
}
