package io.waybill.registry.stores;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a tar, found by its headers once and read where they lie; nothing is unpacked. Links
 * count only where they lead to another file of the same archive: {@code docker save} wrote layers
 * that are there twice as links to each other ({@code ../<id>/layer.tar}, moby/moby before 25).
 */
final class TarTree implements FileTree {
  private static final int MOST_FILES = 1_000_000;
  private static final int MOST_HOPS = 4;

  private record Place(long begin, long size) {}

  private final String name;
  private final SeekableBytes bytes;
  private final Map<String, Place> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  private TarTree(String name, SeekableBytes bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /**
   * Reads the headers.
   *
   * @param name what it is called in messages
   * @throws NoStoreException where it is no tar, or not all of one
   */
  static TarTree read(String name, SeekableBytes bytes) throws IOException {
    TarTree tree = new TarTree(name, bytes);
    new TarHeaders(name, bytes).read(tree::add);
    return tree;
  }

  private void add(TarHeaders.Entry entry) throws NoStoreException {
    if (files.size() + links.size() >= MOST_FILES) {
      throw new NoStoreException(
          "%s has more than %d files, which no archive of images has.".formatted(name, MOST_FILES));
    }
    String path = inside(entry.path());
    switch (entry.kind()) {
      case FILE -> files.put(path, new Place(entry.begin(), entry.size()));
      case HARD_LINK -> links.put(path, entry.link());
      case SYMBOLIC_LINK -> links.put(path, parent(path) + entry.link());
      case OTHER -> {
        // Directories, and what is of no use in an image's archive.
      }
    }
  }

  private String inside(String path) throws NoStoreException {
    return resolve(path)
        .orElseThrow(
            () ->
                new NoStoreException(
                    "%s has a file that leads out of it (%s), which no archive of images has."
                        .formatted(name, path)));
  }

  @Override
  public Optional<StoredContent> find(String path) throws IOException {
    Optional<String> at = resolve(path);
    for (int hops = 0; at.isPresent() && hops <= MOST_HOPS; hops++) {
      Place place = files.get(at.get());
      if (place != null) {
        return Optional.of(
            new StoredContent(
                place.size(), offset -> bytes.open(place.begin() + offset, place.size() - offset)));
      }
      at = Optional.ofNullable(links.get(at.get())).flatMap(TarTree::resolve);
    }
    return Optional.empty();
  }

  @Override
  public String placeOf(String path) {
    return path + " in " + name;
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /** The path without dots; empty where it leads out. */
  private static Optional<String> resolve(String path) {
    if (path.startsWith("/")) {
      return Optional.empty();
    }
    Deque<String> names = new ArrayDeque<>();
    for (String one : path.split("/", -1)) {
      if (one.equals("..")) {
        if (names.pollLast() == null) {
          return Optional.empty();
        }
      } else if (!one.isEmpty() && !one.equals(".")) {
        names.addLast(one);
      }
    }
    return Optional.of(String.join("/", names));
  }
}
