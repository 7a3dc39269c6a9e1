package io.waybill.cli.migrate;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.migration.files.FileText;
import io.waybill.migration.files.MigrationFileException;
import io.waybill.migration.imagesyncer.DefaultPlace;
import io.waybill.migration.imagesyncer.SyncFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which files say what goes where, and who may log in. */
final class FileOptions {
  private static final String AUTH = "auth.json";
  private static final String IMAGES = "images.json";
  private static final String CONFIG = "config.json";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "One file with both, under the keys auth and images.")
  private @Nullable String config;

  @Option(
      names = "--auth",
      paramLabel = "FILE",
      description =
          "Who may log in where (default: ./auth.json, if there is one; whoever it does not name is"
              + " asked anonymously).")
  private @Nullable String auth;

  @Option(
      names = "--images",
      paramLabel = "FILE",
      description =
          "Which images go where (default: ./images.json, or else what ./config.json says).")
  private @Nullable String images;

  @Option(
      names = "--registry",
      paramLabel = "HOST",
      description =
          "Where images go whose target is empty (default: the variable DEFAULT_REGISTRY).")
  private @Nullable String registry;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "The namespace there (default: the variable DEFAULT_NAMESPACE).")
  private @Nullable String namespace;

  /**
   * Reads them.
   *
   * @param failed the file that is read in place of the images; null = there is none
   * @throws CommandFailure with all that is wrong in them
   */
  SyncFiles read(Surroundings surroundings, @Nullable String failed) {
    if (config != null && (auth != null || images != null)) {
      throw CommandFailure.usage(
          "--config is one file for both: leave --auth and --images out, or --config.");
    }
    try {
      String single = config == null ? assumedConfig(surroundings) : config;
      Optional<String> accounts = single == null ? authFile(surroundings) : Optional.of(single);
      if (failed != null) {
        return separate(accounts, failed, surroundings);
      }
      if (single != null) {
        return SyncFiles.readConfig(
            text(single, surroundings), defaults(surroundings), surroundings.environment());
      }
      return separate(accounts, images == null ? IMAGES : images, surroundings);
    } catch (MigrationFileException wrong) {
      throw CommandFailure.usage("The files cannot be used:", wrong.mistakes());
    }
  }

  private SyncFiles separate(Optional<String> accounts, String what, Surroundings surroundings)
      throws MigrationFileException {
    Optional<FileText> read = Optional.empty();
    if (accounts.isPresent()) {
      read = Optional.of(text(accounts.get(), surroundings));
    }
    return SyncFiles.read(
        read, text(what, surroundings), defaults(surroundings), surroundings.environment());
  }

  /** Where nobody names a file, and there is the old single one alone. */
  private @Nullable String assumedConfig(Surroundings surroundings) {
    return auth == null
            && images == null
            && !isThere(IMAGES, surroundings)
            && isThere(CONFIG, surroundings)
        ? CONFIG
        : null;
  }

  private Optional<String> authFile(Surroundings surroundings) {
    return Optional.ofNullable(auth)
        .or(() -> Optional.of(AUTH).filter(file -> isThere(file, surroundings)));
  }

  private static boolean isThere(String name, Surroundings surroundings) {
    return Files.exists(surroundings.resolve(Path.of(name)));
  }

  private static FileText text(String name, Surroundings surroundings)
      throws MigrationFileException {
    return FileText.read(name, surroundings.resolve(Path.of(name)));
  }

  private DefaultPlace defaults(Surroundings surroundings) {
    return new DefaultPlace(
        registry != null
            ? registry
            : surroundings.environment().getOrDefault("DEFAULT_REGISTRY", ""),
        namespace != null
            ? namespace
            : surroundings.environment().getOrDefault("DEFAULT_NAMESPACE", ""));
  }
}
