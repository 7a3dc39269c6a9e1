package io.waybill.embedded;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** Unpacks what the servers come in: compressed tar archives and Debian packages. */
final class Archives {
  private Archives() {}

  /**
   * Unpacks a compressed tar into the directory. Entries that would leave the directory are
   * refused.
   */
  static void unpack(InputStream compressedTar, Path directory) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(decompress(compressedTar))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
          throw new IOException("the archive holds an entry outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(parentOf(target));
        if (entry.isSymbolicLink()) {
          Path link = parentOf(target).resolve(entry.getLinkName()).normalize();
          if (!link.startsWith(directory)) {
            throw new IOException("the archive holds a link that leaves it: " + entry.getName());
          }
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, target);
          setMode(target, entry.getMode());
        }
      }
    }
  }

  /**
   * Takes one file out of a Debian package (an ar archive that holds a compressed {@code data.tar})
   * and makes it executable.
   *
   * @param path the file's path in the package, without a leading slash
   * @throws FileNotFoundException when the package does not hold it
   */
  static void extractProgram(Path debianPackage, String path, Path target) throws IOException {
    try (ArArchiveInputStream ar =
        new ArArchiveInputStream(new BufferedInputStream(Files.newInputStream(debianPackage)))) {
      for (ArArchiveEntry member = ar.getNextEntry(); member != null; member = ar.getNextEntry()) {
        if (member.getName().startsWith("data.tar")) {
          extractFromTar(ar, path, target);
          return;
        }
      }
    }
    throw new FileNotFoundException(
        debianPackage + " holds no data.tar: it is not a Debian package");
  }

  private static void extractFromTar(InputStream compressedTar, String path, Path target)
      throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(decompress(compressedTar));
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (entry.isFile() && entry.getName().replaceFirst("^\\./", "").equals(path)) {
        Files.copy(tar, target);
        setMode(target, 0b111_101_101);
        return;
      }
    }
    throw new FileNotFoundException("the package holds no " + path);
  }

  private static InputStream decompress(InputStream in) throws IOException {
    try {
      return new CompressorStreamFactory().createCompressorInputStream(new BufferedInputStream(in));
    } catch (CompressorException e) {
      throw new IOException("the archive's compression is not known: " + Causes.describe(e), e);
    }
  }

  private static Path parentOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of(".") : parent;
  }

  private static void setMode(Path file, int mode) throws IOException {
    Set<PosixFilePermission> permissions =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);
    if ((mode & 0b001_000_000) != 0) {
      permissions.addAll(
          EnumSet.of(
              PosixFilePermission.OWNER_EXECUTE,
              PosixFilePermission.GROUP_EXECUTE,
              PosixFilePermission.OTHERS_EXECUTE));
    }
    Files.setPosixFilePermissions(file, permissions);
  }
}
