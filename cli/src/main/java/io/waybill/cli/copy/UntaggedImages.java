package io.waybill.cli.copy;

import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.batch.ImageLister;
import io.waybill.registry.batch.ImageSelection;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.ListReader;
import io.waybill.registry.stores.StorageDirectory;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * All images with a tag, and then those that have none any more: only a storage directory tells of
 * them, no registry does.
 *
 * @param tagged finds those with a tag
 * @param storage where the others are
 * @param selection which repositories
 * @param places where they go, by their digests
 * @param told hears of folders that no repository can be called
 */
record UntaggedImages(
    ImageLister tagged,
    StorageDirectory storage,
    ImageSelection selection,
    List<Place> places,
    Consumer<String> told)
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
            list(path, reader);
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

  private void list(String path, ListReader<BatchImage> reader)
      throws IOException, RegistryException {
    Repository repository;
    try {
      repository = Repository.of(selection.registry(), path);
    } catch (InvalidNameException notOne) {
      told.accept(
          "The folder %s of %s is left out: %s."
              .formatted(path, storage.description(), notOne.getMessage()));
      return;
    }
    for (Digest digest : storage.untagged(repository.path())) {
      Reference source = repository.digest(digest);
      reader.read(new BatchImage(source, places.stream().map(to -> to.of(source)).toList()));
    }
  }
}
