package io.waybill.cli.copy;

import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.batch.ImageLister;
import io.waybill.registry.batch.ImageSelection;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.ListReader;
import io.waybill.registry.stores.StorageDirectory;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import java.io.IOException;
import java.util.List;

/**
 * All images with a tag, and then those that have none any more: only a storage directory tells of
 * them, no registry does.
 *
 * @param tagged finds those with a tag
 * @param storage where the others are
 * @param selection which repositories
 * @param places where they go, by their digests
 */
record UntaggedImages(
    ImageLister tagged, StorageDirectory storage, ImageSelection selection, List<Place> places)
    implements ImageLister {
  private static final int PAGE = 1_000;

  UntaggedImages {
    places = List.copyOf(places);
  }

  @Override
  public void list(ListReader<BatchImage> reader) throws RegistryException {
    tagged.list(reader);
    try {
      String last = "";
      List<String> page = storage.repositories(last, PAGE);
      while (!page.isEmpty()) {
        for (String path : page) {
          if (selection.includesRepository(path)) {
            list(Repository.of(selection.registry(), path), reader);
          }
        }
        last = page.getLast();
        page = storage.repositories(last, PAGE);
      }
    } catch (IOException fault) {
      throw RegistryException.because(
              FailureCode.SOURCE_NOT_FOUND,
              "list the untagged images of " + storage.description(),
              String.valueOf(fault.getMessage()),
              fault)
          .asSpent();
    }
  }

  private void list(Repository repository, ListReader<BatchImage> reader)
      throws IOException, RegistryException {
    for (Digest digest : storage.untagged(repository.path())) {
      Reference source = repository.digest(digest);
      reader.read(new BatchImage(source, places.stream().map(to -> to.of(source)).toList()));
    }
  }
}
