package io.waybill.embedded;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What an exception of the Java library means, in words: several carry a bare path as their
 * message.
 */
final class Causes {
  private Causes() {}

  /** The cause in words, without a full stop at its end. */
  static String describe(Throwable cause) {
    String what =
        switch (cause) {
          case AccessDeniedException e -> "permission denied: " + e.getFile();
          case NoSuchFileException e -> "there is no " + e.getFile();
          case FileAlreadyExistsException e -> e.getFile() + " exists and is not a directory";
          case FileSystemException e -> e.getMessage();
          default -> cause.getMessage();
        };
    String words = what == null || what.isBlank() ? cause.getClass().getSimpleName() : what.strip();
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }
}
