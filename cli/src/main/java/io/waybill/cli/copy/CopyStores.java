package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.stores.ContentStore;
import io.waybill.registry.stores.NoStoreException;
import io.waybill.registry.stores.StorageDirectory;
import io.waybill.registry.stores.StoreDirectory;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SRC and DST that are no registries: each is opened and gets the name of a registry, and is read
 * as one from then on. Closed when the copy has ended.
 */
final class CopyStores implements AutoCloseable {
  /** Between a directory and what is meant in it: no registry's name has two slashes in a row. */
  private static final String SELECTOR = "//";

  /** A registry may be called like a kind of stores: {@code storage:5000/team/app}. */
  private static final Pattern HOST_AND_PORT = Pattern.compile("[a-z-]+:\\d{1,5}(/[^/].*)?");

  private static final Pattern STORAGE = Pattern.compile("storage:(?<path>.+)", Pattern.DOTALL);

  private final Surroundings surroundings;
  private final Map<Registry, ContentStore> stores = new LinkedHashMap<>();

  CopyStores(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * SRC as a reference or a pattern, its store opened where it is one.
   *
   * @throws CommandFailure where there is no such store
   */
  String source(String written) {
    Optional<String> location = location(written);
    if (location.isEmpty()) {
      return written;
    }
    String text = location.get();
    // The first characters may be two slashes by the way in which a path was put together.
    int at = text.indexOf(SELECTOR, 1);
    String path = at < 0 ? text : text.substring(0, at);
    String selected = at < 0 ? "" : text.substring(at + SELECTOR.length());
    return open(path) + "/" + (selected.isEmpty() ? "**" : selected);
  }

  /**
   * DST as it was written.
   *
   * @throws CommandFailure where it is a store that nothing can be written to
   */
  String target(String written) {
    if (location(written).isPresent()) {
      throw CommandFailure.usage(
          ("DST \"%s\" is a registry's storage directory, which only its registry may write: copy"
                  + " to the registry itself.")
              .formatted(written));
    }
    return written;
  }

  /** The storage directory that is the source; empty where it is something else. */
  Optional<StorageDirectory> findStorage(Registry registry) {
    return stores.get(registry) instanceof StorageDirectory storage
        ? Optional.of(storage)
        : Optional.empty();
  }

  /** The registries, the opened stores among them. */
  StoreDirectory directory(RegistryDirectory others) {
    return new StoreDirectory(stores, others);
  }

  @Override
  public void close() {
    for (ContentStore store : stores.values()) {
      try {
        store.close();
      } catch (IOException broken) {
        throw CommandFailure.failed(
            "Could not close %s: %s.".formatted(store.description(), broken.getMessage()), broken);
      }
    }
  }

  private static Optional<String> location(String written) {
    Matcher storage = STORAGE.matcher(written);
    return storage.matches() && !HOST_AND_PORT.matcher(written).matches()
        ? Optional.of(storage.group("path"))
        : Optional.empty();
  }

  private Registry open(String path) {
    Path directory = surroundings.resolve(Path.of(path));
    try {
      return add(directory, StorageDirectory.open(directory));
    } catch (NoStoreException none) {
      throw CommandFailure.usage(String.valueOf(none.getMessage()));
    } catch (IOException fault) {
      throw CommandFailure.failed(
          "%s cannot be read: %s.".formatted(directory, fault.getMessage()), fault);
    }
  }

  /**
   * Named after its file, with a dot in it, so that nobody takes it for a project of Docker Hub.
   */
  private Registry add(Path path, ContentStore store) {
    String last = String.valueOf(path.getFileName()).replaceAll("[^A-Za-z0-9._-]", "-");
    String name = last.replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
    Registry registry = Registry.of((name.isEmpty() ? "root" : name) + ".storage");
    stores.put(registry, store);
    return registry;
  }
}
