package io.waybill.registry.stores;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The files of a tar, found by its headers once and read where they lie; nothing is unpacked. Links
 * count only where they lead to another file of the same archive: {@code docker save} wrote layers
 * that are there twice as links to each other ({@code ../<id>/layer.tar}, moby/moby before 25).
 */
final class TarTree implements FileTree {
  private static final int MOST_FILES = 1_000_000;

  /** Of all names together: what is held in memory. */
  private static final long MOST_NAMES = 256L * 1024 * 1024;

  private static final int MOST_HOPS = 4;

  private record Place(long begin, long size) {}

  private final String name;
  private final SeekableBytes bytes;
  private final int mostFiles;
  private final Map<String, Place> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();
  private int entries;
  private long names;

  private TarTree(String name, SeekableBytes bytes, int mostFiles) {
    this.name = name;
    this.bytes = bytes;
    this.mostFiles = mostFiles;
  }

  /**
   * Reads the headers.
   *
   * @param name what it is called in messages
   * @throws NoStoreException where it is no tar, or not all of one
   */
  static TarTree read(String name, SeekableBytes bytes) throws IOException {
    return read(name, bytes, MOST_FILES);
  }

  /** Reads headers up to a number of them. */
  static TarTree read(String name, SeekableBytes bytes, int mostFiles) throws IOException {
    TarTree tree = new TarTree(name, bytes, mostFiles);
    new TarHeaders(name, bytes).read(tree::add);
    return tree;
  }

  private void add(TarArchiveEntry entry, long begin) throws NoStoreException {
    String path = inside(entry.getName());
    names += path.length() + entry.getLinkName().length();
    if (++entries > mostFiles || names > MOST_NAMES) {
      throw new NoStoreException(
          "%s has more than %d files, or names of more than %d characters, which no archive of"
                  .formatted(name, mostFiles, MOST_NAMES)
              + " images has.");
    }
    switch (entry.getLinkFlag()) {
      case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG ->
          files.put(path, new Place(begin, entry.getSize()));
      case TarConstants.LF_LINK -> links.put(path, entry.getLinkName());
      case TarConstants.LF_SYMLINK -> links.put(path, parent(path) + entry.getLinkName());
      default -> {
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
