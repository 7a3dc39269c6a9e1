package io.waybill.cli.migrate;

import io.waybill.migration.imagesyncer.SyncRule;
import io.waybill.migration.imagesyncer.TagChoice;
import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.batch.ImageLister;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.ListReader;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.TagLister;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Finds the images of rules: what a rule names, or what its repository lists. A repository's tags
 * are held until all of them are known, so that a list which breaks off makes no image, and can be
 * asked for again; those of one repository at a time.
 */
final class RuleImages implements ImageLister {
  private final RegistryClients clients;
  private final List<SyncRule> rules;
  private final Consumer<FailedRule> failed;

  /**
   * Finds them.
   *
   * @param failed is told of rules whose tags cannot be listed; the others go on
   */
  RuleImages(RegistryClients clients, List<SyncRule> rules, Consumer<FailedRule> failed) {
    this.clients = clients;
    this.rules = List.copyOf(rules);
    this.failed = failed;
  }

  @Override
  public void list(ListReader<BatchImage> reader) throws RegistryException {
    for (SyncRule rule : rules) {
      List<Reference> images;
      try {
        images = images(rule);
      } catch (RegistryException failure) {
        if (failure.code() == FailureCode.CANCELLED) {
          throw failure;
        }
        failed.accept(new FailedRule(rule, failure.failure()));
        continue;
      }
      for (int i = 0; i < images.size(); i++) {
        Reference image = images.get(i);
        int position = i;
        reader.read(
            new BatchImage(
                image, rule.targets().stream().map(target -> target.of(image, position)).toList()));
      }
    }
  }

  private List<Reference> images(SyncRule rule) throws RegistryException {
    Repository repository = rule.source().repository();
    return switch (rule.source().choice()) {
      case TagChoice.Exactly(var digest) -> List.of(repository.digest(digest));
      case TagChoice.Named(var tags) -> references(repository, tags);
      case TagChoice.All all -> listed(repository, tag -> true);
      case TagChoice.Matching matching ->
          listed(repository, tag -> matching.whole().matches(tag.name()));
    };
  }

  /** Signatures come last: by then they have come with their images, mostly. */
  private List<Reference> listed(Repository repository, Predicate<Tag> wanted)
      throws RegistryException {
    List<Tag> images = new ArrayList<>();
    List<Tag> signatures = new ArrayList<>();
    new TagLister(clients.getCaller(repository.registry(), Side.SOURCE))
        .list(
            repository,
            tag -> {
              if (wanted.test(tag)) {
                (ReferrersLister.isDigestTag(tag) ? signatures : images).add(tag);
              }
            });
    images.addAll(signatures);
    return references(repository, images);
  }

  private static List<Reference> references(Repository repository, List<Tag> tags) {
    List<Reference> references = new ArrayList<>(tags.size());
    for (Tag tag : tags) {
      references.add(repository.tag(tag));
    }
    return references;
  }
}
