package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.copy.Origin.ManyImages;
import io.waybill.cli.copy.Origin.OneImage;
import io.waybill.registry.batch.Destination;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;

/** What a DST says: a whole registry, a place in it, a repository, or one reference. */
sealed interface Place extends Destination {
  /** The registry that it is in. */
  Registry registry();

  /** {@code HOST}: each image where it is at the source. */
  record Whole(Registry registry) implements Place {
    @Override
    public Reference of(Reference source) {
      return source.in(Repository.of(registry, source.repository().path()));
    }
  }

  /** {@code HOST/PREFIX/}: the source's repository below it. */
  record Below(Registry registry, String prefix) implements Place {
    @Override
    public Reference of(Reference source) {
      return source.in(Repository.of(registry, prefix + "/" + source.repository().path()));
    }
  }

  /** {@code HOST/REPOSITORY}: the source's tag in it. */
  record Into(Repository repository) implements Place {
    @Override
    public Registry registry() {
      return repository.registry();
    }

    @Override
    public Reference of(Reference source) {
      return source.in(repository);
    }
  }

  /** {@code HOST/REPOSITORY:TAG}. */
  record Exactly(Reference reference) implements Place {
    @Override
    public Registry registry() {
      return reference.repository().registry();
    }

    @Override
    public Reference of(Reference source) {
      return reference;
    }
  }

  /**
   * Reads a DST for this SRC.
   *
   * @throws CommandFailure where it cannot be understood, or leaves open where something goes
   */
  static Place parse(String written, Origin origin) {
    String text = Origin.withoutPrefix(written);
    if (Origin.isPattern(text)) {
      throw CommandFailure.usage(
          "DST says where images go and is no pattern, but is \"%s\".".formatted(written));
    }
    Place place;
    try {
      place = read(text);
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage("DST cannot be read: " + malformed.getMessage() + ".");
    }
    switch (origin) {
      case OneImage one -> requireFit(place, one, written);
      case ManyImages many -> requireFit(place, many, written);
    }
    return place;
  }

  private static Place read(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || slash == text.length() - 1) {
      return new Whole(Registry.of(slash < 0 ? text : text.substring(0, slash)));
    }
    Registry registry = Registry.of(text.substring(0, slash));
    String rest = text.substring(slash + 1);
    if (rest.endsWith("/")) {
      String prefix = rest.substring(0, rest.length() - 1);
      return new Below(registry, Repository.of(registry, prefix).path());
    }
    String path = registry + "/" + Origin.repository(registry, rest);
    return rest.indexOf(':') >= 0 || rest.indexOf('@') >= 0
        ? new Exactly(Reference.parse(path))
        : new Into(Repository.parse(path));
  }

  private static void requireFit(Place place, OneImage one, String written) {
    if (one.reference() instanceof DigestReference && !(place instanceof Exactly)) {
      throw CommandFailure.usage(
          ("SRC is a digest and has no tag to keep, so DST has to say more than \"%s\":"
                  + " HOST/REPOSITORY:TAG, or HOST/REPOSITORY@sha256:... for no tag at all.")
              .formatted(written));
    }
    if (place instanceof Exactly exactly
        && exactly.reference() instanceof DigestReference to
        && !(one.reference() instanceof DigestReference from
            && from.digest().equals(to.digest()))) {
      throw CommandFailure.usage(
          "DST is a digest, and a digest names its content: SRC has to be the same digest, or DST a"
              + " tag.");
    }
    if (place.of(one.reference()).equals(one.reference())) {
      throw CommandFailure.usage("SRC and DST are the same: " + one.reference() + ".");
    }
  }

  private static void requireFit(Place place, ManyImages many, String written) {
    boolean several = many.repository().isEmpty();
    switch (place) {
      case Exactly exactly ->
          throw CommandFailure.usage(
              ("SRC is more than one image, and they cannot all be \"%s\": DST is a repository"
                      + " (HOST/REPOSITORY), a place for repositories (HOST/PREFIX/), or HOST.")
                  .formatted(written));
      case Into into when several ->
          throw CommandFailure.usage(
              ("SRC is more than one repository, and they cannot all be \"%s\". With a slash at the"
                      + " end, \"%s/\", each goes below it under its own name; HOST alone keeps the"
                      + " names.")
                  .formatted(written, written));
      case Into into when many.repository().filter(into.repository()::equals).isPresent() ->
          throw CommandFailure.usage("SRC and DST are the same: " + into.repository() + ".");
      case Whole whole when whole.registry().equals(many.selection().registry()) ->
          throw CommandFailure.usage(
              "SRC and DST are the same registry: " + whole.registry() + ".");
      default -> {
        // It says where each image goes.
      }
    }
  }
}
