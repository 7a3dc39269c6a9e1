package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.registry.batch.ImageSelection;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.Glob;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What SRC says: one image, or many of one registry. */
sealed interface Origin {
  Pattern WILDCARD = Pattern.compile("[*?{]");
  String SKOPEO_PREFIX = "docker://";
  String HUB = "docker.io";

  /** The registry that is read. */
  Registry registry();

  /**
   * One image.
   *
   * @param reference which
   * @param assumed whether its tag was left out, and is taken to be {@code latest}
   */
  record OneImage(Reference reference, boolean assumed) implements Origin {
    @Override
    public Registry registry() {
      return reference.repository().registry();
    }
  }

  /**
   * All images that patterns describe.
   *
   * @param selection the patterns
   */
  record ManyImages(ImageSelection selection) implements Origin {
    @Override
    public Registry registry() {
      return selection.registry();
    }

    /** The only repository, if it is one. */
    Optional<Repository> repository() {
      return selection.findSingle();
    }
  }

  /**
   * Reads SRC.
   *
   * @throws CommandFailure where it cannot be understood
   */
  static Origin parse(
      String written, boolean allTags, List<Glob> exclude, List<Glob> excludeRepositories) {
    try {
      return read(written, allTags, exclude, excludeRepositories);
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage("SRC cannot be read: " + malformed.getMessage() + ".");
    }
  }

  private static Origin read(
      String written, boolean allTags, List<Glob> exclude, List<Glob> excludeRepositories) {
    String text = withoutPrefix(written);
    int slash = text.indexOf('/');
    if (slash <= 0) {
      throw CommandFailure.usage(
          ("SRC has to begin with the host of its registry, but is \"%s\". An image is"
                  + " HOST/REPOSITORY:TAG, as in docker.io/library/debian:13; all of a registry is"
                  + " HOST/**.")
              .formatted(written));
    }
    Registry registry = Registry.of(text.substring(0, slash));
    String rest = text.substring(slash + 1);
    int colon = rest.indexOf(':');
    boolean byDigest = rest.indexOf('@') >= 0;
    String path = repository(registry, colon < 0 ? rest : rest.substring(0, colon));
    String tag = colon < 0 ? "" : rest.substring(colon + 1);
    boolean wild = isPattern(path) || isPattern(tag) || allTags;
    if (wild && byDigest) {
      throw CommandFailure.usage("SRC is a digest, which is one image: leave --all-tags out.");
    }
    if (wild) {
      if (allTags && !tag.isEmpty()) {
        throw CommandFailure.usage("--all-tags copies every tag: leave \":" + tag + "\" out.");
      }
      return new ManyImages(
          new ImageSelection(
              registry,
              Glob.parse(path),
              tag.isEmpty() ? Optional.empty() : Optional.of(Glob.parse(tag)),
              exclude,
              excludeRepositories));
    }
    if (!exclude.isEmpty() || !excludeRepositories.isEmpty()) {
      throw CommandFailure.usage(
          "SRC is one image, so there is nothing to exclude. Several are HOST/REPOSITORY:v1.*,"
              + " HOST/REPOSITORY with --all-tags, or HOST/TEAM/**.");
    }
    if (byDigest || colon >= 0) {
      return new OneImage(Reference.parse(registry + "/" + repository(registry, rest)), false);
    }
    return new OneImage(Repository.of(registry, path).tag(Tag.of("latest")), true);
  }

  /** Whether the text stands for more than itself. */
  static boolean isPattern(String text) {
    return WILDCARD.matcher(text).find();
  }

  /** Skopeo's users write {@code docker://} before a reference. */
  static String withoutPrefix(String text) {
    return text.startsWith(SKOPEO_PREFIX) ? text.substring(SKOPEO_PREFIX.length()) : text;
  }

  /** Docker Hub keeps {@code docker.io/debian} as {@code library/debian}. */
  static String repository(Registry registry, String path) {
    return registry.name().equals(HUB) && path.indexOf('/') < 0 && !path.startsWith("*")
        ? "library/" + path
        : path;
  }
}
