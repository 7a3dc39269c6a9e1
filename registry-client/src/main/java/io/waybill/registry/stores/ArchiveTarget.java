package io.waybill.registry.stores;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tar of an OCI layout that is written. A tar takes one file after the other and nothing back, so
 * images are gathered in a layout beside it ({@code FILE.partial}), where blobs come in any order
 * and a copy that was stopped goes on; when all are there, they are packed. What a command has left
 * there is blobs to the next one and no images: an archive holds what one command copied.
 */
public final class ArchiveTarget {
  private static final String PARTIAL = ".partial";
  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final long partSize;
  private final Path folder;
  private final LayoutTarget layout;

  private ArchiveTarget(Path file, long partSize, Path folder) throws IOException {
    this.file = file;
    this.partSize = partSize;
    this.folder = folder;
    this.layout = LayoutTarget.anew(folder);
  }

  /**
   * A new archive.
   *
   * @param partSize the most bytes of one part, at least 1; 0 = it is one file
   * @throws NoStoreException where there is one of this name already
   */
  public static ArchiveTarget open(Path file, long partSize) throws IOException {
    for (Path there : List.of(file, ArchiveParts.part(file, 1), ArchiveParts.sums(file))) {
      if (Files.exists(there)) {
        throw new NoStoreException(
            "%s is there already, and archives are not added to: remove it, or name another."
                .formatted(there));
      }
    }
    return new ArchiveTarget(file, partSize, file.resolveSibling(file.getFileName() + PARTIAL));
  }

  /** The folder in which images are gathered. */
  public Path folder() {
    return folder;
  }

  /** The layout in it. */
  public LayoutTarget layout() {
    return layout;
  }

  /**
   * Writes the archive of what was gathered, and removes the latter.
   *
   * @return the files
   */
  public List<Path> pack() throws IOException {
    layout.close();
    List<Path> files;
    try (PartWriter out = new PartWriter(file, partSize)) {
      write(new BufferedOutputStream(out, BUFFER));
      files = out.finish();
    }
    remove();
    return files;
  }

  private void write(OutputStream out) throws IOException {
    // Not closed: a tar that could not be finished has no end, and what it is written to is closed.
    TarWriter tar = new TarWriter(out);
    for (String path : paths()) {
      Path content = folder.resolve(path);
      tar.begin(path, Files.size(content));
      Files.copy(content, tar);
      tar.closeArchiveEntry();
    }
    tar.finish();
    out.flush();
  }

  /** The index last: an archive that was cut off has none. */
  private List<String> paths() throws IOException {
    List<String> paths = new ArrayList<>();
    paths.add(LayoutFiles.MARK);
    layout.contents().stream().map(LayoutFiles::path).sorted().forEach(paths::add);
    paths.add(LayoutFiles.INDEX);
    return paths;
  }

  private void remove() throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.toList();
    }
    for (Path path : all.reversed()) {
      Files.delete(path);
    }
  }
}
