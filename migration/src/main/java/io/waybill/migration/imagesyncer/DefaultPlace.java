package io.waybill.migration.imagesyncer;

import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.util.Optional;

/**
 * Where images go whose rule has an empty target.
 *
 * @param registry the registry; empty text = nobody has said it
 * @param namespace the namespace; empty text = nobody has said it
 */
public record DefaultPlace(String registry, String namespace) {
  /** Nobody has said any. */
  public static final DefaultPlace NONE = new DefaultPlace("", "");

  /** Whether there is a place. */
  boolean isKnown() {
    return !registry.isEmpty() && !namespace.isEmpty();
  }

  /** Why it cannot be one, where that is so. */
  Optional<String> findMistake() {
    try {
      if (!registry.isEmpty()) {
        Registry.of(registry);
      }
      if (!namespace.isEmpty()) {
        Repository.of(Registry.of("any"), namespace);
      }
      return Optional.empty();
    } catch (InvalidNameException wrong) {
      return Optional.of(
          "The default place \"%s/%s\" cannot be one: %s. Write a host[:port] as the registry and a"
                  .formatted(registry, namespace, wrong.getMessage())
              + " name such as team as the namespace.");
    }
  }

  /** The repository's name without its first part, which is its namespace, below this place. */
  public Repository of(Repository source) {
    String path = source.path();
    String name = path.substring(path.indexOf('/') + 1);
    return Repository.of(Registry.of(registry), namespace + "/" + name);
  }
}
