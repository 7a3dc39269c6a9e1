package io.waybill.registry.stores;

import java.io.IOException;
import java.util.Optional;

/** Files by their paths, out of which no path leads: a directory, or what a tar holds. */
interface FileTree {
  /**
   * A file's content.
   *
   * @param path names separated by slashes, none of them {@code ..}
   */
  Optional<StoredContent> find(String path) throws IOException;

  /** Where the file is, for people. */
  String placeOf(String path);

  /** The files of a directory. */
  static FileTree of(FileRoot root) {
    return new FileTree() {
      @Override
      public Optional<StoredContent> find(String path) throws IOException {
        return root.findContent(root.path().resolve(path));
      }

      @Override
      public String placeOf(String path) {
        return root.path().resolve(path).toString();
      }
    };
  }
}
