package io.waybill.cli.migrate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.migration.imagesyncer.SyncRule;
import io.waybill.migration.imagesyncer.TagChoice;
import io.waybill.migration.imagesyncer.TargetImages;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the API is asked for, so that it does what the rules of the files say. */
final class MigrationWish {
  /** What the API takes of one part. */
  private static final int MOST_TAGS = 1_000;

  private final ObjectNode tree = Json.lenient().createObjectNode();
  private final ArrayNode parts = tree.putArray("parts");

  private MigrationWish() {}

  /**
   * The wish.
   *
   * @param name what it is called
   * @param terms what of each image is copied, and how
   */
  static ObjectNode of(List<SyncRule> rules, @Nullable String name, ImageOptions terms) {
    MigrationWish wish = new MigrationWish();
    if (name != null) {
      wish.tree.put("name", name);
    }
    terms.writeTo(wish.tree);
    for (SyncRule rule : rules) {
      for (TargetImages target : rule.targets()) {
        wish.add(rule, target);
      }
    }
    return wish.tree;
  }

  private void add(SyncRule rule, TargetImages target) {
    switch (rule.source().choice()) {
      case TagChoice.All all -> part(rule, target);
      case TagChoice.Matching matching ->
          part(rule, target).putArray("tags").add(matching.whole().toString());
      case TagChoice.Exactly(var digest) -> {
        ObjectNode part = part(rule, target).put("digest", digest.toString());
        if (!target.tags().isEmpty()) {
          part.put("tag", target.tags().getFirst().name());
        }
      }
      case TagChoice.Named(var tags) -> {
        if (target.tags().isEmpty() || target.tags().equals(tags)) {
          addNamed(rule, target, tags);
        } else {
          addRenamed(rule, target, tags);
        }
      }
    }
  }

  private void addNamed(SyncRule rule, TargetImages target, List<Tag> tags) {
    for (int from = 0; from < tags.size(); from += MOST_TAGS) {
      ArrayNode names = part(rule, target).putArray("tags");
      tags.subList(from, Math.min(tags.size(), from + MOST_TAGS))
          .forEach(tag -> names.add(tag.name()));
    }
  }

  private void addRenamed(SyncRule rule, TargetImages target, List<Tag> tags) {
    for (int i = 0; i < tags.size(); i++) {
      ObjectNode part = part(rule, target);
      part.putArray("tags").add(tags.get(i).name());
      part.put("tag", target.tags().get(i).name());
    }
  }

  private ObjectNode part(SyncRule rule, TargetImages target) {
    return parts
        .addObject()
        .put("source", rule.source().repository().toString())
        .put("target", target.repository().toString());
  }
}
