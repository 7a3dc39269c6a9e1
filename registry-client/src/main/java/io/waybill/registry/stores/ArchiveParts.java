package io.waybill.registry.stores;

import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that an archive lies in: one, or numbered parts ({@code images.tar.001}, ...) with
 * their sums beside them ({@code images.tar.sha256}, as {@code sha256sum} writes and checks them).
 */
final class ArchiveParts {
  private static final Pattern PART = Pattern.compile("(?<name>.+)\\.(?<number>\\d{3,6})");
  private static final Pattern SUM = Pattern.compile("(?<hex>[0-9a-f]{64}) [ *](?<file>[^/]+)");
  private static final int BUFFER = 1 << 20;
  private static final long LARGEST_SUMS = 16L * 1024 * 1024;

  private ArchiveParts() {}

  static Path part(Path archive, int number) {
    return archive.resolveSibling("%s.%03d".formatted(archive.getFileName(), number));
  }

  static Path sums(Path archive) {
    return archive.resolveSibling(archive.getFileName() + ".sha256");
  }

  /**
   * All files of the archive in their order, checked where there are sums of them.
   *
   * @param file the archive, or its first part
   * @throws NoStoreException where one is missing or damaged
   */
  static List<Path> find(Path file) throws IOException {
    Matcher part = PART.matcher(String.valueOf(file.getFileName()));
    Path whole = part.matches() ? file.resolveSibling(part.group("name")) : file;
    boolean parts = part.matches() || !Files.exists(file);
    if (parts && Files.exists(sums(whole))) {
      return checked(whole);
    }
    if (!Files.isRegularFile(file)) {
      throw new NoStoreException(
          Files.isDirectory(file)
              ? "%s is a directory: a layout in a directory is oci:%s.".formatted(file, file)
              : "There is no file %s.".formatted(file));
    }
    if (part.matches() && Files.exists(part(whole, 2))) {
      throw new NoStoreException(
          ("%s is a part of an archive, and the sums of the parts are missing: bring %s, too, so"
                  + " that it can be seen whether all parts are there and whole.")
              .formatted(file, sums(whole)));
    }
    return List.of(file);
  }

  private static List<Path> checked(Path whole) throws IOException {
    Path sums = sums(whole);
    if (Files.size(sums) > LARGEST_SUMS) {
      throw new NoStoreException("%s is too large for a list of sums.".formatted(sums));
    }
    List<Path> files = new ArrayList<>();
    for (String line : Files.readAllLines(sums, StandardCharsets.UTF_8)) {
      Matcher sum = SUM.matcher(line);
      if (!sum.matches()) {
        throw new NoStoreException("%s is no list of sums: \"%s\".".formatted(sums, line));
      }
      Path file = whole.resolveSibling(sum.group("file"));
      if (!file.equals(part(whole, files.size() + 1))) {
        throw new NoStoreException(
            "%s names \"%s\" where part %d has its place."
                .formatted(sums, sum.group("file"), files.size() + 1));
      }
      requireSum(file, sum.group("hex"));
      files.add(file);
    }
    return files;
  }

  private static void requireSum(Path file, String expected) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoStoreException("The part %s is missing: bring it, too.".formatted(file));
    }
    if (!sum(file).equals(expected)) {
      throw new NoStoreException(
          "The part %s is not what was written (its sum differs): bring it again.".formatted(file));
    }
  }

  private static String sum(Path file) throws IOException {
    MessageDigest digest = Digest.sha256(new byte[0]).hasher();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
