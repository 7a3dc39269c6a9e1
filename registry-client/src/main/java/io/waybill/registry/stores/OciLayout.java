package io.waybill.registry.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** OCI image layouts as sources: a directory, or a tar of one. */
public final class OciLayout {
  private OciLayout() {}

  /**
   * A layout in a directory.
   *
   * @throws NoStoreException where there is none
   */
  public static ListedStore directory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NoStoreException("There is no directory %s.".formatted(directory));
    }
    return open("the OCI layout " + directory, directory, FileTree.of(new FileRoot(directory)));
  }

  /**
   * A layout in a tar, or in the parts of one, of which the first is named; they are compared with
   * their sums first.
   *
   * @throws NoStoreException where there is none, or not all of one
   */
  public static ListedStore archive(Path file) throws IOException {
    List<Path> files = ArchiveParts.find(file);
    TarTree tree = TarTree.read(file.toString(), new FileParts(files));
    return open("the OCI archive " + file, file, tree);
  }

  private static ListedStore open(String description, Path path, FileTree files)
      throws IOException {
    LayoutFiles layout = new LayoutFiles(path.toString(), files);
    ImageNames names = layout.readNames(WrittenName.repositoryOf(path));
    return new ListedStore(
        description, names, layout, Optional.of(new LayoutReferrers(names, layout)));
  }
}
