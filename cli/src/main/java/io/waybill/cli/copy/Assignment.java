package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.copy.Origin.ManyImages;
import io.waybill.cli.copy.Origin.OneImage;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.UnusableProxyException;
import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.batch.ImageLister;
import io.waybill.registry.batch.SelectedImages;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.stores.ListedStore;
import io.waybill.registry.stores.StorageDirectory;
import io.waybill.schemas.names.Reference;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is copied where.
 *
 * @param source SRC as it was written
 * @param origin what it says
 * @param places what each DST says; at least one
 */
record Assignment(String source, Origin origin, List<Place> places) {
  /** Keeps a copy of the list. */
  Assignment {
    places = List.copyOf(places);
  }

  /**
   * Reads SRC and each DST.
   *
   * @throws CommandFailure where one cannot be understood, or they do not fit
   */
  static Assignment parse(
      String source, List<String> targets, CopyOptions options, CopyStores stores) {
    String from = stores.source(source, options.isAllTags());
    requireHost(Origin.withoutPrefix(from));
    Origin origin = options.origin(from);
    List<Place> places =
        targets.stream().map(target -> Place.parse(stores.target(target), origin)).toList();
    requireDifference(targets, places, origin);
    return new Assignment(source, origin, places);
  }

  /** What has neither a dot nor a port is a name at Docker Hub to everybody else. */
  private static void requireHost(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? "" : text.substring(0, slash);
    if (host.matches("[a-z0-9_-]+") && !host.equals("localhost")) {
      throw CommandFailure.usage(
          ("SRC has to begin with the host of its registry, and \"%s\" has neither a dot nor a"
                  + " port. At Docker Hub it is docker.io/%s; a host of one word is written with"
                  + " its port, as in %s:443.")
              .formatted(host, text, host));
    }
  }

  private static void requireDifference(List<String> targets, List<Place> places, Origin origin) {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      Object goal = origin instanceof OneImage one ? place.of(one.reference()) : place;
      if (!seen.add(goal)) {
        throw CommandFailure.usage(
            "DST \"%s\" is where another DST is: name it once.".formatted(targets.get(i)));
      }
    }
  }

  /** Whether it is one image to one target. */
  boolean isOne() {
    return origin instanceof OneImage && places.size() == 1;
  }

  /** What is counted: an image that goes to several places is one there each time. */
  String thing() {
    return places.size() == 1 ? "image" : "target";
  }

  /** The one image, where its tag was left out. */
  Optional<Reference> findAssumed() {
    return origin instanceof OneImage(var reference, boolean assumed) && assumed
        ? Optional.of(reference)
        : Optional.empty();
  }

  /** A mistake in what leads to the registries is told once, and not for each image. */
  void requireWay(RegistryDirectory directory) {
    try {
      directory.getEndpoint(origin.registry());
      places.forEach(place -> directory.getEndpoint(place.registry()));
    } catch (UnusableProxyException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    }
  }

  /**
   * The images, each with its targets.
   *
   * @param stores the opened stores: of one with a list, what has no name goes along
   * @param untagged where those without a tag are found; empty = they are left out
   * @param told hears what is left out and why
   */
  ImageLister lister(
      RegistryClients clients,
      Optional<StorageDirectory> untagged,
      CopyStores stores,
      Consumer<String> told) {
    return switch (origin) {
      case OneImage one ->
          ImageLister.of(
              List.of(
                  new BatchImage(
                      one.reference(),
                      places.stream().map(place -> place.of(one.reference())).toList())));
      case ManyImages many -> {
        ImageLister tagged = new SelectedImages(clients, many.selection(), places);
        Optional<ListedStore> listed = stores.findListed(many.registry());
        if (listed.isPresent() && many.selection().tags().isEmpty()) {
          yield new UnnamedImages(tagged, listed.get(), many.selection(), places);
        }
        yield untagged.isEmpty()
            ? tagged
            : new UntaggedImages(tagged, untagged.get(), many.selection(), places, told);
      }
    };
  }
}
