package io.waybill.registry.accounts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** An account file, read again when it has changed: secrets that are mounted get replaced. */
final class AccountFile {
  private record Version(FileTime written, long size, @Nullable Object key) {}

  private record Content(Version version, Accounts accounts) {}

  private final Path path;
  private final boolean required;
  private volatile @Nullable Content content;

  /**
   * The file there.
   *
   * @param required whether it is a mistake that it is missing
   */
  AccountFile(Path path, boolean required) {
    this.path = path;
    this.required = required;
  }

  Path path() {
    return path;
  }

  /**
   * What it says now.
   *
   * @throws IOException where it cannot be read; the message is the rest of a sentence
   */
  Accounts read() throws IOException {
    Content known = content;
    try {
      Version version = version();
      if (known != null && known.version().equals(version)) {
        return known.accounts();
      }
      Accounts accounts = Accounts.parse(Files.readAllBytes(path));
      content = new Content(version, accounts);
      return accounts;
    } catch (NoSuchFileException missing) {
      if (required) {
        throw new IOException("there is no such file", missing);
      }
      return Accounts.NONE;
    } catch (IOException unreadable) {
      // It may be half written at this moment: what it said before is good until it can be read.
      if (known != null) {
        return known.accounts();
      }
      throw unreadable;
    }
  }

  private Version version() throws IOException {
    BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
    return new Version(now.lastModifiedTime(), now.size(), now.fileKey());
  }
}
