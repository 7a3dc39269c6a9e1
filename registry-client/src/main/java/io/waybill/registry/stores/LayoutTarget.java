package io.waybill.registry.stores;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.names.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout in a directory that is written to. Each file gets its name when it is whole
 * and on the disk, and {@code index.json} comes last: a reader sees the images of before, or those
 * of now. What is there already is not brought again, so a copy that was stopped goes on. Nothing
 * is made before there is something to write. One process at a time.
 */
public final class LayoutTarget implements WritableStore {
  private static final String WORK = ".waybill";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] VERSION =
      "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

  private final Path directory;
  private final ListedStore reader;
  private final ImageNames names;
  private final LayoutReferrers referrers;
  private final Map<String, String> writtenNames = new HashMap<>();
  private final Map<Digest, ImageEntry> withoutTag = new HashMap<>();
  private final Set<Digest> children = new HashSet<>();
  private final AtomicLong numbers = new AtomicLong();
  private @Nullable FileChannel lock;
  private boolean changed;

  private LayoutTarget(Path directory, ImageNames names) {
    this.directory = directory;
    this.names = names;
    LayoutFiles files = new LayoutFiles(directory.toString(), tree(directory));
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
      return new LayoutTarget(directory, files.readNames(WrittenName.repositoryOf(directory)));
    }
    if (!files.isLayout() && !isEmpty(directory)) {
      throw new NoStoreException(
          "%s is not empty, and no OCI layout: name a new directory.".formatted(directory));
    }
    return new LayoutTarget(directory, new ImageNames());
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
    return new StoreUpload(directory.resolve(WORK).resolve("upload-" + numbers.incrementAndGet()));
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
    return note(repository, tag, digest, MediaTypes.base(mediaType), bytes);
  }

  private synchronized Optional<Digest> note(
      String repository, Optional<String> tag, Digest digest, String mediaType, byte[] bytes)
      throws IOException {
    changed = true;
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
      names.put(new ImageEntry(repository, tag, digest, mediaType, written, descriptor.toString()));
    } else {
      withoutTag.put(
          digest, new ImageEntry(repository, tag, digest, mediaType, "", descriptor.toString()));
    }
    return referrers.add(digest, bytes);
  }

  /** Makes the directory, when there is something to write. */
  private synchronized void prepare() throws IOException {
    if (lock != null) {
      return;
    }
    Path work = Files.createDirectories(directory.resolve(WORK));
    FileChannel channel =
        FileChannel.open(work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isFree(channel)) {
      channel.close();
      throw new BrokenContentException(
          "another process is writing to %s: wait until it has ended".formatted(directory));
    }
    lock = channel;
    // What a process has left behind that was killed.
    try (DirectoryStream<Path> left = Files.newDirectoryStream(work, "upload-*")) {
      for (Path one : left) {
        Files.delete(one);
      }
    }
    if (!Files.exists(directory.resolve(LayoutFiles.MARK))) {
      replace(LayoutFiles.MARK, out -> out.write(VERSION));
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  /** Writes something. */
  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void replace(String name, Content content) throws IOException {
    Path temporary = directory.resolve(WORK).resolve("new-" + name);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
    Files.move(
        temporary,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes {@code index.json} where something has changed, and gives the directory free. */
  @Override
  public synchronized void close() throws IOException {
    FileChannel held = lock;
    if (held == null) {
      return;
    }
    try (held) {
      if (changed) {
        withoutTag.values().stream()
            .filter(entry -> !children.contains(entry.digest()))
            .forEach(names::put);
        replace(LayoutFiles.INDEX, this::writeIndex);
        changed = false;
      }
      Path work = directory.resolve(WORK);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(work)) {
        for (Path one : left) {
          Files.delete(one);
        }
      }
      Files.delete(work);
    } finally {
      lock = null;
    }
  }

  private void writeIndex(OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeNumberField("schemaVersion", 2);
      json.writeStringField("mediaType", MediaTypes.OCI_INDEX);
      json.writeArrayFieldStart("manifests");
      for (ImageEntry entry : names.all()) {
        json.writeRawValue(entry.descriptor());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
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
    return reader.findManifest(repository, digest);
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
