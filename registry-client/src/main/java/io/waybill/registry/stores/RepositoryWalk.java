package io.waybill.registry.stores;

import io.waybill.schemas.names.Repository;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The repositories of a storage directory: each folder with {@code _manifests} in it, at any depth;
 * a repository may have others below it. Links to folders are not followed, so the walk has an end.
 */
final class RepositoryWalk {
  private static final String MANIFESTS = "_manifests";

  private final Path root;
  private @Nullable List<String> found;

  RepositoryWalk(Path root) {
    this.root = root;
  }

  /** The next repositories in order. The walk is done once for a list, when it begins. */
  synchronized List<String> list(String after, int most) throws IOException {
    List<String> names = found;
    if (names == null || after.isEmpty()) {
      names = new ArrayList<>();
      walk(root, "", names);
      Collections.sort(names);
      found = names;
    }
    return NamePage.of(names, after, most);
  }

  private static void walk(Path folder, String name, List<String> names) throws IOException {
    if (name.length() > Repository.MAX_PATH) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path one : all) {
        String last = String.valueOf(one.getFileName());
        if (last.equals(MANIFESTS) && !name.isEmpty()) {
          names.add(name);
        } else if (!last.startsWith("_") && Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
          walk(one, name.isEmpty() ? last : name + "/" + last, names);
        }
      }
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
  }
}
