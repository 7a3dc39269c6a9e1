package io.waybill.cli.copy;

import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.batch.ImageLister;
import io.waybill.registry.batch.ImageSelection;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.ListReader;
import io.waybill.registry.stores.ListedStore;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * All images with a name, and then those that have none: they are in a file because somebody has
 * put them there, so they are as much a part of all as the others.
 *
 * @param named finds those with a name
 * @param store where the others are
 * @param selection which repositories
 * @param places where they go, by their digests
 */
record UnnamedImages(
    ImageLister named, ListedStore store, ImageSelection selection, List<Place> places)
    implements ImageLister {
  UnnamedImages {
    places = List.copyOf(places);
  }

  @Override
  public void list(ListReader<BatchImage> reader) throws RegistryException {
    named.list(reader);
    Map<Digest, String> images;
    try {
      images = store.untagged();
    } catch (IOException fault) {
      throw RegistryException.because(
              FailureCode.SOURCE_NOT_FOUND,
              "list the images without a name of " + store.description(),
              String.valueOf(fault.getMessage()),
              fault)
          .asSpent();
    }
    for (Map.Entry<Digest, String> image : images.entrySet()) {
      if (selection.includesRepository(image.getValue())) {
        Reference source =
            Repository.of(selection.registry(), image.getValue()).digest(image.getKey());
        reader.read(new BatchImage(source, places.stream().map(to -> to.of(source)).toList()));
      }
    }
  }
}
