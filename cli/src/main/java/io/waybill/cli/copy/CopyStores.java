package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.stores.ArchiveTarget;
import io.waybill.registry.stores.ContentStore;
import io.waybill.registry.stores.DockerArchive;
import io.waybill.registry.stores.LayoutTarget;
import io.waybill.registry.stores.ListedStore;
import io.waybill.registry.stores.NoStoreException;
import io.waybill.registry.stores.OciLayout;
import io.waybill.registry.stores.SkopeoDirectory;
import io.waybill.registry.stores.StorageDirectory;
import io.waybill.registry.stores.StoreDirectory;
import io.waybill.registry.stores.WrittenName;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SRC and DST that are no registries: each is opened and gets the name of a registry, and is read
 * as one from then on. Closed when the copy has ended.
 */
final class CopyStores implements AutoCloseable {
  private static final int NAMES_SHOWN = 10;

  private final Surroundings surroundings;
  private final @Nullable ByteSize partSize;
  private final Map<Registry, ContentStore> stores = new LinkedHashMap<>();
  private final List<ArchiveTarget> archives = new ArrayList<>();

  /**
   * None yet.
   *
   * @param partSize the most bytes of a part of an archive; null = archives are one file
   */
  CopyStores(Surroundings surroundings, @Nullable ByteSize partSize) {
    this.surroundings = surroundings;
    this.partSize = partSize;
  }

  /** Opens something. */
  @FunctionalInterface
  private interface Opening<T> {
    T open() throws IOException;
  }

  /**
   * SRC as a reference or a pattern, its store opened where it is one.
   *
   * @param all whether all images of it are meant
   * @throws CommandFailure where there is no such store, or no such image in it
   */
  String source(String written, boolean all) {
    Optional<StorePlace> place = StorePlace.find(written);
    if (place.isEmpty()) {
      return written;
    }
    StorePlace from = place.get();
    Path path = surroundings.resolve(Path.of(from.path()));
    ContentStore store = opened(path, () -> open(from.kind(), path));
    Registry registry = add(from, path, store);
    if (store instanceof ListedStore listed && !from.name().startsWith("@")) {
      listed
          .findClash()
          .ifPresent(
              sentence -> {
                throw CommandFailure.usage(sentence);
              });
    }
    if (!from.selected().isEmpty()) {
      return registry + "/" + from.selected();
    }
    return store instanceof ListedStore listed
        ? opened(path, () -> select(registry, listed, from.name(), all))
        : registry + "/**";
  }

  private static ContentStore open(StorePlace.Kind kind, Path path) throws IOException {
    return switch (kind) {
      case STORAGE -> StorageDirectory.open(path);
      case OCI -> OciLayout.directory(path);
      case OCI_ARCHIVE -> OciLayout.archive(path);
      case DOCKER_ARCHIVE -> DockerArchive.open(path);
      case DIR -> SkopeoDirectory.open(path);
    };
  }

  private static String select(Registry registry, ListedStore store, String name, boolean all)
      throws IOException {
    if (Origin.isPattern(name)) {
      return registry + (name.matches(".*[/:].*") ? "/" + name : "/**:" + name);
    }
    Optional<Reference> image =
        name.isEmpty() ? store.findOnly(registry) : store.find(registry, name);
    if (image.isPresent() && !(all && name.isEmpty())) {
      return image.get().text();
    }
    if (name.isEmpty() && store.hasNames()) {
      return registry + "/**";
    }
    List<String> names = store.names(NAMES_SHOWN);
    if (names.isEmpty()) {
      throw CommandFailure.usage("There is no image in %s.".formatted(store.description()));
    }
    throw CommandFailure.usage(
        "%s What is there: %s%s."
            .formatted(
                name.isEmpty()
                    ? "The images in %s have no names: say which, behind a colon."
                        .formatted(store.description())
                    : "There is no one image \"%s\" in %s.".formatted(name, store.description()),
                String.join(", ", names),
                names.size() < NAMES_SHOWN ? "" : " and others"));
  }

  /**
   * DST as a place at a registry, its store opened where it is one.
   *
   * @throws CommandFailure where it is one that cannot be written to
   */
  String target(String written) {
    Optional<StorePlace> place = StorePlace.find(written);
    if (place.isEmpty()) {
      return written;
    }
    StorePlace to = place.get();
    Path path = surroundings.resolve(Path.of(to.path()));
    LayoutTarget layout =
        switch (to.kind()) {
          case OCI -> opened(path, () -> LayoutTarget.open(path));
          case OCI_ARCHIVE -> archive(path);
          case STORAGE ->
              throw CommandFailure.usage(
                  ("DST \"%s\" is a registry's storage directory, which only its registry may"
                          + " write: copy to the registry itself.")
                      .formatted(written));
          case DOCKER_ARCHIVE, DIR ->
              throw CommandFailure.usage(
                  ("DST \"%s\" is of a kind that is read only: images are written as oci:DIR or"
                          + " oci-archive:FILE.")
                      .formatted(written));
        };
    Registry registry = add(to, path, layout);
    if (to.name().isEmpty()) {
      return registry + (to.selected().isEmpty() ? "" : "/" + to.selected());
    }
    WrittenName name = WrittenName.parse(to.name(), WrittenName.repositoryOf(path));
    if (name.tag().isEmpty()) {
      throw CommandFailure.usage(
          "DST \"%s\": \"%s\" is no tag, and no name with a tag.".formatted(written, to.name()));
    }
    layout.call(name, to.name());
    return registry + "/" + name.repository() + ":" + name.tag().get();
  }

  private LayoutTarget archive(Path path) {
    long most = partSize == null ? 0 : partSize.bytes();
    ArchiveTarget archive = opened(path, () -> ArchiveTarget.open(path, most));
    archives.add(archive);
    return archive.layout();
  }

  /** Passes where nothing was asked of archives, or there are some. */
  void requireSense() {
    if (partSize != null && (archives.isEmpty() || partSize.bytes() < 1)) {
      throw CommandFailure.usage(
          "--split-size cuts an archive into parts of that many bytes: DST is oci-archive:FILE.");
    }
  }

  /** The storage directory that is the source; empty where it is something else. */
  Optional<StorageDirectory> findStorage(Registry registry) {
    return stores.get(registry) instanceof StorageDirectory storage
        ? Optional.of(storage)
        : Optional.empty();
  }

  /** The store with a list of its images that is the source; empty where it is something else. */
  Optional<ListedStore> findListed(Registry registry) {
    return stores.get(registry) instanceof ListedStore listed
        ? Optional.of(listed)
        : Optional.empty();
  }

  /** The registries, the opened stores among them. */
  StoreDirectory directory(RegistryDirectory others) {
    return new StoreDirectory(stores, others);
  }

  /**
   * Ends what was written.
   *
   * @param complete whether all is there that was to be; else archives wait for the rest
   * @return what a person is told of it
   */
  List<String> finish(boolean complete) {
    close();
    List<String> news = new ArrayList<>();
    for (ArchiveTarget archive : archives) {
      if (complete) {
        try {
          List<Path> files = archive.pack();
          news.add(
              files.size() == 1
                  ? "Wrote %s.".formatted(files.getFirst())
                  : "Wrote %s to %s, and their sums: %s."
                      .formatted(
                          files.getFirst(),
                          files.get(files.size() - 2).getFileName(),
                          files.getLast()));
        } catch (IOException fault) {
          throw broken(archive.layout(), fault);
        }
      } else if (Files.exists(archive.folder())) {
        news.add(
            "No archive was written yet; what there is of it is kept in %s for the next time."
                .formatted(archive.folder()));
      }
    }
    return news;
  }

  @Override
  public void close() {
    for (ContentStore store : stores.values()) {
      try {
        store.close();
      } catch (IOException fault) {
        throw broken(store, fault);
      }
    }
  }

  private static CommandFailure broken(ContentStore store, IOException fault) {
    return CommandFailure.failed(
        "%s could not be written to its end: %s."
            .formatted(store.description(), fault.getMessage()),
        fault);
  }

  private static <T> T opened(Path path, Opening<T> opening) {
    try {
      return opening.open();
    } catch (NoStoreException none) {
      throw CommandFailure.usage(String.valueOf(none.getMessage()));
    } catch (IOException fault) {
      throw CommandFailure.failed(
          "%s cannot be read: %s.".formatted(path, fault.getMessage()), fault);
    }
  }

  /**
   * Named after its file, with a dot in it, so that nobody takes it for a project of Docker Hub.
   */
  private Registry add(StorePlace place, Path path, ContentStore store) {
    String last = String.valueOf(path.getFileName()).replaceAll("[^A-Za-z0-9._-]", "-");
    String name = last.replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
    String wanted = (name.isEmpty() ? "root" : name) + "." + place.kind().prefix();
    Registry registry = Registry.of(wanted);
    for (int i = 2; stores.containsKey(registry); i++) {
      registry = Registry.of(wanted + i);
    }
    stores.put(registry, store);
    return registry;
  }
}
