package io.waybill.worker.plan;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.events.SyncRequested;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events and rules for tests. */
public final class Samples {
  public static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  public static final Instant PUSHED = NOW.minusSeconds(2);
  public static final Digest DIGEST = Digest.sha256("image".getBytes(StandardCharsets.UTF_8));

  private Samples() {}

  public static ImagePushed push(String reference) {
    TagReference tagged = (TagReference) Reference.parse(reference);
    return new ImagePushed(
        EventId.hash("push", reference),
        tagged.repository(),
        tagged.tag(),
        DIGEST,
        null,
        null,
        PUSHED,
        PUSHED,
        "/webhooks/test");
  }

  public static ImagePushed pushByDigest(String repository) {
    return new ImagePushed(
        EventId.hash("push", repository),
        Repository.parse(repository),
        null,
        DIGEST,
        null,
        null,
        PUSHED,
        PUSHED,
        "/webhooks/test");
  }

  public static SyncRequested wish(String source, @Nullable RuleId rule, @Nullable String target) {
    return new SyncRequested(
        EventId.hash("wish", source),
        Reference.parse(source),
        rule,
        target == null ? null : Reference.parse(target),
        null,
        "somebody",
        PUSHED,
        "/api");
  }

  public static RuleSource source(String registry, String repositories, String... tags) {
    return new RuleSource(
        Registry.of(registry),
        List.of(NamePattern.parse(repositories)),
        Arrays.stream(tags).map(NamePattern::parse).toList(),
        null);
  }

  public static Rule rule(String name, RuleSource source, RuleTarget... targets) {
    return rule(RuleSpec.of(name, source, List.of(targets)));
  }

  public static Rule rule(RuleSpec spec) {
    return new Rule(
        new RuleId(UUID.nameUUIDFromBytes(spec.name().getBytes(StandardCharsets.UTF_8))),
        1,
        NOW,
        NOW,
        spec);
  }

  public static Rule disabled(Rule rule) {
    return rule(rule.spec().draft().enabled(false).build());
  }

  public static Tag tag(String name) {
    return Tag.of(name);
  }
}
