package io.waybill.migration.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that somebody wrote for another tool, in memory. Its text may hold secrets, and is never
 * printed.
 *
 * @param name as the person named it
 * @param text what it says
 */
public record FileText(String name, String text) {
  /** The largest file that is read: 50,000 images take some eight of these megabytes. */
  public static final int MOST_BYTES = 64 << 20;

  /**
   * Reads a file.
   *
   * @param name how the person named it
   * @param path where it is
   * @throws MigrationFileException where it cannot be read
   */
  public static FileText read(String name, Path path) throws MigrationFileException {
    Mistakes mistakes = new Mistakes();
    String text = "";
    try {
      if (Files.size(path) > MOST_BYTES) {
        mistakes.add(
            "%s has more than %d MiB, which no such file should need: split it."
                .formatted(name, MOST_BYTES >> 20));
      } else {
        text = Files.readString(path);
      }
    } catch (NoSuchFileException missing) {
      mistakes.add("There is no file %s: name the one that you mean.".formatted(name));
    } catch (CharacterCodingException notText) {
      mistakes.add("%s is not UTF-8: save it as that.".formatted(name));
    } catch (IOException unreadable) {
      mistakes.add(
          "Tried to read %s, but failed because: %s."
              .formatted(name, Files.isDirectory(path) ? "it is a directory" : said(unreadable)));
    }
    mistakes.throwIfAny();
    return new FileText(name, text);
  }

  private static String said(IOException unreadable) {
    return unreadable.getClass().getSimpleName().replace("Exception", "")
        + " "
        + unreadable.getMessage();
  }

  /**
   * What the file says, JSON or YAML: an empty one is an empty mapping. Where it is neither, that
   * is noted, and the answer is an empty mapping, too.
   */
  public FileNode.Mapping mapping(Mistakes mistakes) {
    return FileTree.read(this, mistakes);
  }

  /** Without the text. */
  @Override
  public String toString() {
    return "FileText[" + name + "]";
  }
}
