package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a parser finds in one body, and holds the rules that are the same for all senders:
 *
 * <ul>
 *   <li>A malformed digest is taken as absent and counted, and is no reason to drop a push that
 *       names a tag as well: published samples and real senders carry truncated ones.
 *   <li>A deletion that names something unreadable is itself unreadable. Taking the bad name as
 *       absent would turn the deletion of one manifest into the deletion of a repository.
 *   <li>A push of a manifest without a tag (the child of an index, a signature found by its
 *       subject) is an event like any other. Only the planner knows the rules, and so whether one
 *       asks for digests or referrers; an untagged event that no rule asks for makes no task.
 *   <li>The event's id is the sender's; where it has none, a hash of what the event says, so that a
 *       second delivery has the same id. Where the event does not even say when it happened, the
 *       minute in which it was received stands for that: pushes of one tag on two days are two.
 *       Where it says no digest either, two pushes of different content look the same, and both
 *       count: each is an event of its own, and the second finds in place what the first one was.
 *   <li>What is outside of the webhook's {@code stripPrefix} is another repository's, and ignored.
 *   <li>Texts of free form are cut, so that no body can make a record that Kafka refuses.
 * </ul>
 */
final class Findings {
  /** More entries than any sender puts into one body; a body with more is kept as a dead letter. */
  static final int MAX_ENTRIES = 1000;

  private static final int MAX_ACTOR = 256;
  private static final int MAX_SENTENCES = 20;
  private static final Pattern EVENT_ID = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /** Older than container registries: a zero value of the sender's language, not a time. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final Delivery delivery;
  private final List<ImageEvent> events = new ArrayList<>();
  private final List<Ignored> ignored = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private int malformedDigests;

  Findings(Delivery delivery) {
    this.delivery = delivery;
  }

  /** A manifest was pushed. */
  void pushed(Claim whole) {
    Claim claim = withinPrefix(whole);
    if (claim == null) {
      return;
    }
    try {
      Repository repository = requireRepository(claim);
      Tag tag = claim.tag() == null ? null : new Tag(claim.tag());
      Digest digest = readDigest(claim);
      if (tag == null && digest == null) {
        unreadable(claim, "names neither a tag nor a well-formed digest");
        return;
      }
      events.add(
          new ImagePushed(
              id("pushed", claim),
              repository,
              tag,
              digest,
              readMediaType(claim),
              readActor(claim),
              occurredAt(claim),
              delivery.receivedAt(),
              delivery.origin()));
    } catch (InvalidNameException invalid) {
      unreadable(claim, "cannot be used: " + invalid.getMessage());
    }
  }

  /**
   * A tag, a manifest or, where the sender names neither, a repository was deleted. An empty name,
   * or one that is no text, names something that cannot be read, and not a repository.
   *
   * @param named where the claim's tag and digest were looked for, as {@code tag} and {@code
   *     digest}
   */
  void deletedEvenWhole(Claim claim, JsonNode named) {
    boolean isWhole = !named.hasNonNull("tag") && !named.hasNonNull("digest");
    if (isWhole) {
      deleted(claim);
    } else {
      deletedTagOrManifest(claim);
    }
  }

  private void deleted(Claim whole) {
    Claim claim = withinPrefix(whole);
    if (claim == null) {
      return;
    }
    try {
      Repository repository = requireRepository(claim);
      Tag tag = claim.tag() == null ? null : new Tag(claim.tag());
      Digest digest = readDigest(claim);
      if (tag == null && digest == null && claim.digest() != null) {
        unreadable(claim, "is the deletion of a malformed digest");
        return;
      }
      events.add(
          new ImageDeleted(
              id("deleted", claim),
              repository,
              tag,
              digest,
              readActor(claim),
              occurredAt(claim),
              delivery.receivedAt(),
              delivery.origin()));
    } catch (InvalidNameException invalid) {
      unreadable(claim, "cannot be used: " + invalid.getMessage());
    }
  }

  /** A tag or a manifest was deleted: this sender does not tell of whole repositories. */
  void deletedTagOrManifest(Claim claim) {
    if (claim.tag() == null && claim.digest() == null) {
      unreadable(claim, "is a deletion that names neither a tag nor a digest");
    } else {
      deleted(claim);
    }
  }

  /** An entry that was understood and makes no event. */
  void ignored(IgnoreReason reason, String detail) {
    ignored.add(new Ignored(reason, PlainText.sentence(detail)));
  }

  /** An entry that was not understood. */
  void unreadable(String where, String why) {
    if (unreadable.size() < MAX_SENTENCES) {
      unreadable.add(PlainText.sentence(where + " " + why + "."));
    }
  }

  ParsedWebhook parsed() {
    return new ParsedWebhook(events, ignored, unreadable, malformedDigests);
  }

  private void unreadable(Claim claim, String why) {
    unreadable(claim.where(), why);
  }

  /** The claim without the webhook's prefix; null where it is about something else. */
  private @Nullable Claim withinPrefix(Claim claim) {
    String prefix = delivery.stripPrefix().orElse("");
    String path = claim.repository();
    if (prefix.isEmpty() || path == null) {
      return claim;
    }
    String folder = prefix.endsWith("/") ? prefix : prefix + "/";
    if (!path.startsWith(folder)) {
      ignored(
          IgnoreReason.OTHER_REPOSITORY,
          claim.where() + " is about " + path + ", which is not below " + folder + ".");
      return null;
    }
    return claim.withRepository(path.substring(folder.length()));
  }

  private Repository requireRepository(Claim claim) {
    // An absent one is as invalid as an empty one, and is told so by the same sentence.
    String path = claim.repository() == null ? "" : claim.repository();
    return Repository.of(delivery.registry(), path);
  }

  private @Nullable Digest readDigest(Claim claim) {
    if (claim.digest() == null) {
      return null;
    }
    Digest digest = Digest.find(claim.digest()).orElse(null);
    if (digest == null) {
      malformedDigests++;
    }
    return digest;
  }

  private static @Nullable String readMediaType(Claim claim) {
    String mediaType = claim.mediaType();
    return mediaType != null && MEDIA_TYPE.matcher(mediaType).matches() ? mediaType : null;
  }

  private static @Nullable String readActor(Claim claim) {
    return claim.actor() == null ? null : PlainText.of(claim.actor(), MAX_ACTOR);
  }

  private Instant occurredAt(Claim claim) {
    if (claim.time() == null) {
      return delivery.receivedAt();
    }
    try {
      Instant time = OffsetDateTime.parse(claim.time()).toInstant();
      boolean plausible = time.isAfter(EARLIEST) && time.isBefore(LATEST);
      return plausible ? time : delivery.receivedAt();
    } catch (DateTimeException malformed) {
      return delivery.receivedAt();
    }
  }

  private EventId id(String what, Claim claim) {
    String id = claim.id();
    if (id != null && EVENT_ID.matcher(id).matches()) {
      return new EventId(id);
    }
    return EventId.hash(
        delivery.origin(),
        what,
        orEmpty(id),
        orEmpty(claim.repository()),
        orEmpty(claim.tag()),
        orEmpty(claim.digest()),
        whenForId(claim));
  }

  private String whenForId(Claim claim) {
    if (claim.time() != null) {
      return claim.time();
    }
    Instant received = delivery.receivedAt();
    boolean saysWhat = claim.digest() != null;
    return (saysWhat ? received.truncatedTo(ChronoUnit.MINUTES) : received).toString();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
