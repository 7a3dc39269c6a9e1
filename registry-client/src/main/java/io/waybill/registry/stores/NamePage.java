package io.waybill.registry.stores;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One page of a directory's names in their order. The directory is read again for each page, and no
 * more than the page is kept: a repository may have hundreds of thousands of tags.
 */
final class NamePage {
  private NamePage() {}

  static List<String> of(Path directory, String after, int most) throws IOException {
    PriorityQueue<String> smallest = new PriorityQueue<>(Comparator.reverseOrder());
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path one : all) {
        String name = String.valueOf(one.getFileName());
        if (name.compareTo(after) > 0) {
          smallest.add(name);
          if (smallest.size() > most) {
            smallest.poll();
          }
        }
      }
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    List<String> page = new ArrayList<>(smallest);
    page.sort(Comparator.naturalOrder());
    return page;
  }

  /** The same of names that are in order already. */
  static List<String> of(List<String> sorted, String after, int most) {
    return sorted.stream().filter(name -> name.compareTo(after) > 0).limit(most).toList();
  }
}
