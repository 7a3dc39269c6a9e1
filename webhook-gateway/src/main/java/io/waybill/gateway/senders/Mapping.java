package io.waybill.gateway.senders;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where things are in the bodies of a sender that nobody wrote a parser for. Each place is a JSON
 * pointer (RFC 6901): within an entry where {@code events} says where the entries are, else within
 * the body.
 *
 * @param events where the list of entries is; none = the body is the entry
 * @param action where it says what happened; none = everything is a push
 * @param pushed what it says of a push
 * @param deleted what it says of a deletion; what is neither is ignored
 * @param repository where the repository's path is
 * @param tag where the tag is
 * @param digest where the manifest's digest is
 * @param mediaType where the manifest's media type is
 * @param actor where it says who did it
 * @param time where it says when: in RFC 3339, or in seconds or milliseconds since 1970
 * @param id where the sender's id of the event is
 */
public record Mapping(
    Optional<String> events,
    Optional<String> action,
    List<String> pushed,
    List<String> deleted,
    String repository,
    Optional<String> tag,
    Optional<String> digest,
    Optional<String> mediaType,
    Optional<String> actor,
    Optional<String> time,
    Optional<String> id) {

  /**
   * Keeps copies.
   *
   * @throws IllegalArgumentException where a place is no JSON pointer
   */
  public Mapping {
    pushed = List.copyOf(pushed);
    deleted = List.copyOf(deleted);
    Stream.of(events, action, Optional.of(repository), tag, digest, mediaType, actor, time, id)
        .flatMap(Optional::stream)
        .forEach(JsonPointer::compile);
  }

  /** Reads bodies in which things are there. */
  public WebhookParser parser() {
    return new MappedParser(this);
  }
}
