package io.waybill.registry.stores;

import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What skopeo calls {@code dir:}: a folder with {@code manifest.json} and blobs that are named by
 * their hex digest, the manifests of an index as {@code <hex>.manifest.json} (containers/image,
 * "containers-transports", dir). {@code skopeo sync --dest dir} writes many of them, called {@code
 * <repository>:<tag>}, below one folder.
 */
public final class SkopeoDirectory implements ListedStore.Contents {
  private static final String MANIFEST = "manifest.json";
  private static final int LARGEST_MANIFEST = 4 * 1024 * 1024;
  private static final int DEEPEST = 32;

  private final Path root;
  private final FileRoot files;
  private final Map<String, List<Path>> folders = new HashMap<>();
  private final Map<Digest, Path> manifests = new HashMap<>();
  private final ImageNames names = new ImageNames();

  private SkopeoDirectory(Path root) throws IOException {
    this.root = root;
    this.files = new FileRoot(root);
  }

  /**
   * The image of a folder, or those of the folders below it.
   *
   * @throws NoStoreException where there are none
   */
  public static ListedStore open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NoStoreException("There is no directory %s.".formatted(directory));
    }
    SkopeoDirectory store = new SkopeoDirectory(directory);
    if (Files.exists(directory.resolve(MANIFEST))) {
      store.add(store.files.path(), String.valueOf(directory.getFileName()));
    } else {
      store.walk(store.files.path(), "", 0);
    }
    if (store.manifests.isEmpty()) {
      throw new NoStoreException(
          "%s is nothing that skopeo has written: there is no manifest.json in it or below it."
              .formatted(directory));
    }
    return new ListedStore("the directory " + directory, store.names, store, Optional.empty());
  }

  private void walk(Path folder, String name, int depth) throws IOException {
    if (Files.exists(folder.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS)) {
      add(folder, name);
      return;
    }
    if (depth >= DEEPEST) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path one : all) {
        if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
          String last = String.valueOf(one.getFileName());
          walk(one, name.isEmpty() ? last : name + "/" + last, depth + 1);
        }
      }
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
  }

  private void add(Path folder, String given) throws IOException {
    Path file = folder.resolve(MANIFEST);
    Optional<StoredContent> content = files.findContent(file);
    if (content.isEmpty()) {
      return;
    }
    Digest digest = Digest.sha256(content.get().readAll(LARGEST_MANIFEST, file.toString()));
    // "sync --scoped" puts the registry before the name, and only one with a port is none of ours.
    String name = given.replaceFirst("^[^/]+:[0-9]+/", "").replaceFirst("@.*$", "");
    int colon = name.lastIndexOf(':');
    String path = colon < 0 ? name : name.substring(0, colon);
    boolean repository = WrittenName.isRepository(path);
    WrittenName written =
        repository && colon >= 0
            ? new WrittenName(path, WrittenName.parse(name.substring(colon + 1), path).tag())
            : new WrittenName(
                repository ? path : WrittenName.repositoryOf(folder), Optional.empty());
    manifests.put(digest, file);
    folders.computeIfAbsent(written.repository(), any -> new ArrayList<>()).add(folder);
    names.add(new ImageEntry(written.repository(), written.tag(), digest, "", given, ""));
  }

  @Override
  public Optional<StoredContent> find(String repository, Digest digest) throws IOException {
    Path manifest = manifests.get(digest);
    if (manifest != null) {
      return files.findContent(manifest);
    }
    for (Path folder : folders.getOrDefault(repository, List.of())) {
      Optional<StoredContent> content = files.findContent(folder.resolve(digest.hex()));
      if (content.isEmpty()) {
        content = files.findContent(folder.resolve(digest.hex() + "." + MANIFEST));
      }
      if (content.isPresent()) {
        return content;
      }
    }
    return Optional.empty();
  }

  @Override
  public String placeOf(Digest digest) {
    return digest.hex() + " below " + root;
  }
}
