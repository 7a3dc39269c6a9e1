package io.waybill.registry.batch;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.CatalogLister;
import io.waybill.registry.protocol.ListReader;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.TagLister;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the images of a selection at its registry. Where its pattern names one repository, that one
 * is listed; else the registry's catalog says which there are.
 *
 * <p>Signatures and the like, which stand under tags made of digests, are no images: they go where
 * their image goes. A pattern that begins with {@code sha} finds them nevertheless.
 */
public final class SelectedImages implements ImageLister {
  /** With these, the next repository would fail as well. */
  private static final Set<FailureCode> FATAL =
      EnumSet.of(FailureCode.NETWORK, FailureCode.TLS, FailureCode.CANCELLED);

  private final RegistryClients clients;
  private final ImageSelection selection;
  private final List<Destination> destinations;

  /** Finds what is selected, to be copied to each of the destinations. */
  public SelectedImages(
      RegistryClients clients, ImageSelection selection, List<? extends Destination> destinations) {
    this.clients = clients;
    this.selection = selection;
    this.destinations = List.copyOf(destinations);
  }

  @Override
  public void list(ListReader<BatchImage> reader) throws RegistryException {
    RegistryCaller caller = clients.getCaller(selection.registry(), Side.SOURCE);
    Optional<Repository> single = selection.findSingle();
    if (single.isPresent()) {
      listTags(caller, single.get(), reader);
    } else {
      listAll(caller, reader);
    }
  }

  private void listAll(RegistryCaller caller, ListReader<BatchImage> reader)
      throws RegistryException {
    RegistryException first = null;
    for (Repository repository : repositories(caller)) {
      try {
        listTags(caller, repository, reader);
      } catch (RegistryException failure) {
        if (FATAL.contains(failure.code())) {
          throw failure;
        }
        // docker distribution keeps the name of a repository whose last image was deleted.
        if (first == null && !TagLister.isRepositoryUnknown(failure)) {
          first = failure;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private List<Repository> repositories(RegistryCaller caller) throws RegistryException {
    List<Repository> repositories = new ArrayList<>();
    new CatalogLister(caller)
        .list(
            repository -> {
              if (selection.includesRepository(repository.path())) {
                repositories.add(repository);
              }
            });
    return repositories;
  }

  private void listTags(RegistryCaller caller, Repository repository, ListReader<BatchImage> reader)
      throws RegistryException {
    boolean digestTags =
        selection.tags().filter(glob -> glob.toString().startsWith("sha")).isPresent();
    new TagLister(caller)
        .list(
            repository,
            tag -> {
              if (selection.includesTag(tag) && (digestTags || !ReferrersLister.isDigestTag(tag))) {
                reader.read(image(repository, tag));
              }
            });
  }

  private BatchImage image(Repository repository, Tag tag) {
    Reference source = repository.tag(tag);
    return new BatchImage(source, destinations.stream().map(to -> to.of(source)).toList());
  }
}
