package io.waybill.chassis.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where things are in payloads that nobody wrote a parser for. Each place is a JSON pointer (RFC
 * 6901): within an entry where {@code events} says where the entries are, else within the payload.
 *
 * @param events where the list of entries is; none = the payload is the entry
 * @param action where it says what happened; none = everything is a push
 * @param pushed what it says of a push
 * @param deleted what it says of a deletion
 * @param repository where the repository's path is; none = there is no mapping
 * @param tag where the tag is
 * @param digest where the manifest's digest is
 * @param mediaType where the manifest's media type is
 * @param actor where it says who did it
 * @param time where it says when
 * @param id where the sender's id of the event is
 */
public record MappingConfig(
    @Key(value = "Where the list of events is. Left out, the payload is one.", example = "/events")
        Optional<String> events,
    @Key(value = "Where it says what happened. Left out, everything is a push.", example = "/type")
        Optional<String> action,
    @Key(value = "What it says there of a push; anything else is ignored.", example = "PUSH")
        List<String> pushed,
    @Key("What it says there of a deletion.") List<String> deleted,
    @Key(value = "Where the repository's path is.", example = "/event_data/repository/full_name")
        Optional<String> repository,
    @Key(value = "Where the tag is.", example = "/event_data/resources/0/tag") Optional<String> tag,
    @Key("Where the manifest's digest is.") Optional<String> digest,
    @Key("Where the manifest's media type is.") Optional<String> mediaType,
    @Key("Where it says who did it.") Optional<String> actor,
    @Key("Where it says when: a text of RFC 3339, or seconds or milliseconds since 1970.")
        Optional<String> time,
    @Key("Where the event's id is, if it is the same on every delivery.") Optional<String> id) {
  /** There is no mapping. */
  public static final MappingConfig NONE =
      new MappingConfig(
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Checks that what belongs together is there. */
  public MappingConfig {
    pushed = List.copyOf(pushed);
    deleted = List.copyOf(deleted);
    boolean something =
        Stream.of(events, action, tag, digest, mediaType, actor, time, id)
                .anyMatch(Optional::isPresent)
            || !pushed.isEmpty()
            || !deleted.isEmpty();
    Checks checks = new Checks();
    pointer(checks, "events", events);
    pointer(checks, "action", action);
    pointer(checks, "repository", repository);
    pointer(checks, "tag", tag);
    pointer(checks, "digest", digest);
    pointer(checks, "mediaType", mediaType);
    pointer(checks, "actor", actor);
    pointer(checks, "time", time);
    pointer(checks, "id", id);
    checks
        .require(
            !something || repository.isPresent(), "repository", "is missing: where is its path?")
        .require(
            repository.isEmpty() || tag.isPresent() || digest.isPresent(),
            "tag",
            "is missing: an event names a tag, a digest, or both")
        .require(
            action.isEmpty() || !pushed.isEmpty(),
            "pushed",
            "is missing: what does the action say of a push?")
        .require(
            action.isPresent() || (pushed.isEmpty() && deleted.isEmpty()),
            "action",
            "is missing: where does it say what happened?")
        .done();
  }

  private static void pointer(Checks checks, String key, Optional<String> pointer) {
    checks.require(
        pointer.isEmpty() || pointer.get().startsWith("/"),
        key,
        "is not a JSON pointer such as /data/repository");
  }
}
