package io.waybill.registry.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * An OCI image layout in a directory that is written to. Each file gets its name when it is whole
 * and on the disk, and {@code index.json} comes last: a reader sees the images of before, or those
 * of now. What is there already is not brought again, so a copy that was stopped goes on. Nothing
 * is made before there is something to write. One process at a time: it locks {@code oci-layout},
 * which stays where it is, and reads the index once more when it has the lock.
 */
public final class LayoutTarget implements WritableStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final LayoutFiles files;
  private final ListedStore reader;
  private final ImageNames names;
  private final LayoutReferrers referrers;
  private final Map<String, String> writtenNames = new HashMap<>();
  private final Map<String, ImageEntry> tagged = new TreeMap<>();
  private final Map<Digest, ImageEntry> withoutTag = new LinkedHashMap<>();
  private final Set<Digest> children = new HashSet<>();
  private final LayoutWork work;
  private final boolean anew;
  private final Set<Digest> put = ConcurrentHashMap.newKeySet();
  private boolean changed;

  private LayoutTarget(Path directory, ImageNames names, boolean anew) {
    this.directory = directory;
    this.anew = anew;
    this.work = new LayoutWork(directory);
    this.names = names;
    this.files = new LayoutFiles(directory.toString(), tree(directory));
    this.referrers = new LayoutReferrers(names, files);
    this.reader =
        new ListedStore("the OCI layout " + directory, names, files, Optional.of(referrers));
  }

  /** The directory may not be there yet; what it has without links is the layout. */
  private static FileTree tree(Path directory) {
    return new FileTree() {
      @Override
      public Optional<StoredContent> find(String path) throws IOException {
        return Files.isDirectory(directory)
            ? FileTree.of(new FileRoot(directory)).find(path)
            : Optional.empty();
      }

      @Override
      public String placeOf(String path) {
        return directory.resolve(path).toString();
      }
    };
  }

  /**
   * The layout in the directory, or a new one where that is empty or not there.
   *
   * @throws NoStoreException where it holds something else
   */
  public static LayoutTarget open(Path directory) throws IOException {
    LayoutFiles files = new LayoutFiles(directory.toString(), tree(directory));
    if (Files.exists(directory.resolve(LayoutFiles.INDEX))) {
      return new LayoutTarget(
          directory, files.readNames(WrittenName.repositoryOf(directory)), false);
    }
    return open(directory, false);
  }

  /**
   * A layout of nothing but what is put into it from now on, also where there is one: of that, the
   * blobs are of use, and its manifests and its index are forgotten.
   *
   * @throws NoStoreException where the directory holds something else
   */
  static LayoutTarget anew(Path directory) throws IOException {
    return open(directory, true);
  }

  private static LayoutTarget open(Path directory, boolean anew) throws IOException {
    LayoutFiles files = new LayoutFiles(directory.toString(), tree(directory));
    if (!files.isLayout() && !isEmpty(directory)) {
      throw new NoStoreException(
          "%s is not empty, and no OCI layout: name a new directory.".formatted(directory));
    }
    return new LayoutTarget(directory, new ImageNames(), anew);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return true;
    }
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      return !all.iterator().hasNext();
    }
  }

  /** Has the image written down under a name of its own, and not as repository and tag. */
  public synchronized void call(WrittenName image, String name) {
    writtenNames.put(key(image.repository(), image.tag().orElse("")), name);
  }

  private static String key(String repository, String tag) {
    return repository + ":" + tag;
  }

  @Override
  public StoreUpload begin() throws IOException {
    prepare();
    return new StoreUpload(work.nextUpload());
  }

  @Override
  public boolean commit(StoreUpload upload, Digest digest) throws IOException {
    return upload.commit(digest, directory.resolve(LayoutFiles.path(digest)));
  }

  @Override
  public Optional<Digest> put(
      String repository, Optional<String> tag, Digest digest, String mediaType, byte[] bytes)
      throws IOException {
    StoreUpload upload = begin();
    upload.write(bytes, 0, bytes.length);
    commit(upload, digest);
    put.add(digest);
    return note(repository, tag, digest, MediaTypes.base(mediaType), bytes);
  }

  private synchronized Optional<Digest> note(
      String repository, Optional<String> tag, Digest digest, String mediaType, byte[] bytes)
      throws IOException {
    for (JsonNode child : JSON.readTree(bytes).path("manifests")) {
      Digest.find(child.path("digest").asText("")).ifPresent(children::add);
    }
    ObjectNode descriptor = JSON.createObjectNode();
    descriptor.put("mediaType", mediaType).put("digest", digest.toString());
    descriptor.put("size", bytes.length);
    if (tag.isPresent()) {
      String key = key(repository, tag.get());
      String written = writtenNames.getOrDefault(key, key);
      ObjectNode annotations = descriptor.putObject("annotations");
      annotations.put(LayoutFiles.REF_NAME, written);
      annotations.put(LayoutFiles.REPOSITORY, repository);
      ImageEntry entry =
          new ImageEntry(repository, tag, digest, mediaType, written, descriptor.toString());
      requireClear(key, entry);
      names.put(entry);
      tagged.put(key, entry);
    } else {
      withoutTag.put(
          digest, new ImageEntry(repository, tag, digest, mediaType, "", descriptor.toString()));
    }
    changed = true;
    return referrers.add(digest, bytes);
  }

  /** Of two that have the name, the one that is meant has to be said: the other one stays. */
  private void requireClear(String key, ImageEntry entry) throws IOException {
    List<String> there =
        names.clashes().stream()
            .filter(clash -> key.equals(keyOf(clash.first())))
            .flatMap(clash -> Stream.of(clash.first().written(), clash.second().written()))
            .distinct()
            .toList();
    if (!there.isEmpty() && !there.contains(entry.written())) {
      throw new BrokenContentException(
          "%s has several images that could be replaced by %s (%s): say which, as in oci:%s:%s"
              .formatted(
                  directory, entry.written(), String.join(", ", there), directory, there.get(0)));
    }
  }

  private static String keyOf(ImageEntry entry) {
    return key(entry.repository(), entry.tag().orElse(""));
  }

  /** Makes the directory, when there is something to write. */
  private synchronized void prepare() throws IOException {
    if (work.isBegun()) {
      return;
    }
    work.begin();
    try {
      readAgain();
    } catch (IOException fault) {
      work.release();
      throw fault;
    }
  }

  /** Another process may have ended since it was read. */
  private void readAgain() throws IOException {
    if (anew) {
      Files.deleteIfExists(directory.resolve(LayoutFiles.INDEX));
    } else if (Files.exists(directory.resolve(LayoutFiles.INDEX))) {
      names.become(files.readNames(WrittenName.repositoryOf(directory)));
      referrers.forget();
    }
  }

  /** Writes {@code index.json} where something has changed, and gives the directory free. */
  @Override
  public synchronized void close() throws IOException {
    if (!work.isBegun()) {
      return;
    }
    try {
      if (changed) {
        withoutTag.keySet().removeAll(children);
        withoutTag.values().forEach(names::put);
        work.replace(LayoutFiles.INDEX, this::writeIndex);
        changed = false;
      }
      work.clear();
    } finally {
      work.release();
    }
  }

  /** The digests of all that belongs to its images. */
  Set<Digest> contents() throws IOException {
    return LayoutContents.reachedBy(names.all(), files);
  }

  private void writeIndex(OutputStream out) throws IOException {
    Set<Digest> there = new HashSet<>();
    String repository = WrittenName.repositoryOf(directory);
    new LayoutIndex(
            directory.resolve(LayoutFiles.INDEX),
            descriptor -> {
              Optional<ImageEntry> old = LayoutFiles.entry(descriptor, repository);
              old.filter(entry -> entry.tag().isEmpty())
                  .ifPresent(entry -> there.add(entry.digest()));
              return old.filter(this::isReplaced).isPresent();
            },
            () ->
                Stream.concat(
                        tagged.values().stream(),
                        withoutTag.values().stream()
                            .filter(entry -> !there.contains(entry.digest())))
                    .map(ImageEntry::descriptor)
                    .toList())
        .writeTo(out);
  }

  /** Whether what came in has the name of this one; one from another registry has its own. */
  private boolean isReplaced(ImageEntry old) {
    ImageEntry entry = old.tag().isEmpty() ? null : tagged.get(keyOf(old));
    if (entry == null || entry.written().equals(old.written())) {
      return entry != null;
    }
    String from = WrittenName.registryOf(old.written());
    String to = WrittenName.registryOf(entry.written());
    boolean others = !from.isEmpty() && !to.isEmpty() && !from.equals(to);
    return !others
        && names.clashes().stream().noneMatch(clash -> keyOf(old).equals(keyOf(clash.first())));
  }

  @Override
  public String description() {
    return reader.description();
  }

  @Override
  public List<String> repositories(String after, int most) {
    return reader.repositories(after, most);
  }

  @Override
  public Optional<List<String>> tags(String repository, String after, int most) {
    return reader.tags(repository, after, most);
  }

  @Override
  public Optional<Digest> findTag(String repository, String tag) {
    // What it names may have been lost: then it is brought again, and not a reason to fail.
    return names.findTag(repository, tag);
  }

  @Override
  public Optional<StoredContent> findManifest(String repository, Digest digest) throws IOException {
    // What an earlier command put is put once more, so that the index of this one has it.
    return anew && !put.contains(digest)
        ? Optional.empty()
        : reader.findManifest(repository, digest);
  }

  @Override
  public Optional<String> findMediaType(Digest digest) {
    return names.findMediaType(digest);
  }

  @Override
  public Optional<StoredContent> findBlob(String repository, Digest digest) throws IOException {
    return reader.findBlob(repository, digest);
  }

  @Override
  public Optional<List<ObjectNode>> findReferrers(Digest subject) throws IOException {
    return reader.findReferrers(subject);
  }

  @Override
  public String placeOf(Digest digest) {
    return reader.placeOf(digest);
  }
}
