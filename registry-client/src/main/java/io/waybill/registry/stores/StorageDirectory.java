package io.waybill.registry.stores;

import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The directory in which docker distribution's registry keeps everything ({@code
 * docker/registry/v2} with its filesystem driver), read without the registry and never written.
 *
 * <p>What of it counts: {@code repositories/<repository>/_manifests/tags/<tag>/current/link} names
 * the tag's manifest, {@code _manifests/revisions/<algorithm>/<hex>/link} says that the repository
 * has it, {@code blobs/<algorithm>/<first two>/<hex>/data} are its bytes. Blobs are found whether
 * the repository has a link to them in {@code _layers} or not: a lost one is no lost layer.
 *
 * <p>A registry may go on serving the directory meanwhile; what is pushed there meanwhile is seen
 * or not.
 */
public final class StorageDirectory implements ContentStore {
  private static final List<String> ROOTS = List.of("docker/registry/v2", ".");

  private static final String CURRENT = "current/link";

  /** A digest and some space for what editors leave behind it. */
  private static final int LONGEST_LINK = 256;

  private final Path given;
  private final FileRoot root;
  private final RepositoryWalk repositories;

  private StorageDirectory(Path given, Path root) throws IOException {
    this.given = given;
    this.root = new FileRoot(root);
    this.repositories = new RepositoryWalk(this.root.path().resolve("repositories"));
  }

  /**
   * The registry's directory, or {@code docker/registry/v2} in it.
   *
   * @throws NoStoreException where it is none
   */
  public static StorageDirectory open(Path directory) throws IOException {
    for (String below : ROOTS) {
      Path root = directory.resolve(below).normalize();
      if (Files.isDirectory(root.resolve("repositories"))) {
        return new StorageDirectory(directory, root);
      }
    }
    throw new NoStoreException(
        Files.isDirectory(directory)
            ? ("%s is no storage directory of a registry: it has no"
                    + " docker/registry/v2/repositories. Name the directory that the registry is"
                    + " configured with (storage.filesystem.rootdirectory, /var/lib/registry unless"
                    + " set).")
                .formatted(directory)
            : "There is no directory %s.".formatted(directory));
  }

  @Override
  public String description() {
    return "the storage directory " + given;
  }

  @Override
  public List<String> repositories(String after, int most) throws IOException {
    return repositories.list(after, most);
  }

  @Override
  public Optional<List<String>> tags(String repository, String after, int most) throws IOException {
    Optional<Path> manifests = root.find(manifests(repository));
    if (manifests.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> tags = root.find(manifests(repository).resolve("tags"));
    return Optional.of(tags.isEmpty() ? List.of() : NamePage.of(tags.get(), after, most));
  }

  @Override
  public Optional<Digest> findTag(String repository, String tag) throws IOException {
    Path folder = manifests(repository).resolve("tags").resolve(tag);
    Path link = folder.resolve(CURRENT);
    Optional<Digest> digest = readLink(link);
    if (digest.isEmpty()) {
      if (root.find(folder).isEmpty()) {
        return Optional.empty();
      }
      throw new BrokenContentException("the tag's link %s is missing".formatted(link));
    }
    Path revision = revision(repository, digest.get());
    if (root.find(revision).isEmpty()) {
      throw new BrokenContentException(
          "the tag's link %s names %s, but the repository does not have it any more: %s is missing"
              .formatted(link, digest.get(), revision));
    }
    requireData(digest.get(), link);
    return digest;
  }

  @Override
  public Optional<StoredContent> findManifest(String repository, Digest digest) throws IOException {
    Path revision = revision(repository, digest);
    if (root.find(revision).isEmpty()) {
      return Optional.empty();
    }
    requireData(digest, revision);
    return findBlob(repository, digest);
  }

  @Override
  public Optional<StoredContent> findBlob(String repository, Digest digest) throws IOException {
    return root.findContent(data(digest));
  }

  @Override
  public String placeOf(Digest digest) {
    return data(digest).toString();
  }

  /**
   * All manifests and indexes that the repository has, tagged or not, in no order. A directory that
   * is no digest is left out.
   */
  void revisions(String repository, Consumer<Digest> reader) throws IOException {
    for (String algorithm : List.of("sha256", "sha512")) {
      Optional<Path> folder =
          root.find(manifests(repository).resolve("revisions").resolve(algorithm));
      if (folder.isEmpty()) {
        continue;
      }
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder.get())) {
        for (Path one : all) {
          // What is left of a revision that was deleted is a directory without a link.
          if (Files.exists(one.resolve("link"), LinkOption.NOFOLLOW_LINKS)) {
            Digest.find(algorithm + ":" + one.getFileName()).ifPresent(reader);
          }
        }
      }
    }
  }

  /** The manifests and indexes of the repository to which no tag points. */
  public Set<Digest> untagged(String repository) throws IOException {
    Set<Digest> left = new LinkedHashSet<>();
    revisions(repository, left::add);
    String last = "";
    while (!left.isEmpty()) {
      List<String> page = tags(repository, last, StoreReader.PAGE).orElse(List.of());
      if (page.isEmpty()) {
        break;
      }
      for (String tag : page) {
        findLinked(repository, tag).ifPresent(left::remove);
      }
      last = page.getLast();
    }
    return left;
  }

  /** What the tag points to, as far as that can be read. */
  private Optional<Digest> findLinked(String repository, String tag) throws IOException {
    try {
      return readLink(manifests(repository).resolve("tags").resolve(tag).resolve(CURRENT));
    } catch (BrokenContentException toldOfWhenTheTagIsCopied) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    // Files are open while they are read only.
  }

  private void requireData(Digest digest, Path link) throws IOException {
    if (root.find(data(digest)).isEmpty()) {
      throw new BrokenContentException(
          "%s names %s, but its bytes are missing: there is no %s"
              .formatted(link, digest, data(digest)));
    }
  }

  private Optional<Digest> readLink(Path link) throws IOException {
    Optional<StoredContent> content;
    try {
      content = root.findContent(link);
    } catch (NotDirectoryException | NoSuchFileException absent) {
      return Optional.empty();
    }
    if (content.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = content.get().readAll(LONGEST_LINK, link.toString());
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    Optional<Digest> digest = Digest.find(text);
    if (digest.isEmpty()) {
      throw new BrokenContentException(
          text.isEmpty()
              ? "the link %s is empty".formatted(link)
              : "the link %s holds no digest".formatted(link));
    }
    return digest;
  }

  private Path manifests(String repository) {
    return root.path().resolve("repositories").resolve(repository).resolve("_manifests");
  }

  private Path revision(String repository, Digest digest) {
    return manifests(repository)
        .resolve("revisions")
        .resolve(digest.algorithm())
        .resolve(digest.hex())
        .resolve("link");
  }

  private Path data(Digest digest) {
    return root.path()
        .resolve("blobs")
        .resolve(digest.algorithm())
        .resolve(digest.hex().substring(0, 2))
        .resolve(digest.hex())
        .resolve("data");
  }
}
