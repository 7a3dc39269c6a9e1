package io.waybill.cli.copy;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SRC or DST that is in files: {@code KIND:PATH}, {@code KIND:PATH:NAME} as skopeo writes it, or
 * {@code KIND:PATH//REPOSITORIES:TAGS}.
 *
 * @param kind what it is
 * @param path where it is
 * @param name an image's name in it; empty text = none
 * @param selected what is meant in it, as behind a registry's host; empty text = nothing was said
 */
record StorePlace(Kind kind, String path, String name, String selected) {
  /** Between a path and what is meant in it: no registry's name has two slashes in a row. */
  private static final String SELECTOR = "//";

  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?<kind>storage|oci|oci-archive|docker-archive|dir):(?<rest>.+)", Pattern.DOTALL);

  /** A registry may be called like a kind of stores: {@code storage:5000/team/app}. */
  private static final Pattern PORT = Pattern.compile("\\d{1,5}(/[^/].*)?");

  /** The kinds of stores. */
  enum Kind {
    STORAGE,
    OCI,
    OCI_ARCHIVE,
    DOCKER_ARCHIVE,
    DIR;

    String prefix() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In a folder of skopeo's sync the colon is part of the folder's name. */
    private boolean takesName() {
      return this != STORAGE && this != DIR;
    }
  }

  /** Reads a place; empty where it is at a registry. */
  static Optional<StorePlace> find(String written) {
    Matcher place = GRAMMAR.matcher(written);
    if (!place.matches() || PORT.matcher(place.group("rest")).matches()) {
      return Optional.empty();
    }
    Kind kind = Kind.valueOf(place.group("kind").toUpperCase(Locale.ROOT).replace('-', '_'));
    String rest = place.group("rest");
    // The first characters may be two slashes by the way in which a path was put together.
    int selector = rest.indexOf(SELECTOR, 1);
    if (selector >= 0) {
      String selected = rest.substring(selector + SELECTOR.length());
      return Optional.of(new StorePlace(kind, rest.substring(0, selector), "", selected));
    }
    int colon = kind.takesName() ? rest.indexOf(':') : -1;
    return Optional.of(
        colon <= 0
            ? new StorePlace(kind, rest, "", "")
            : new StorePlace(kind, rest.substring(0, colon), rest.substring(colon + 1), ""));
  }
}
