package io.waybill.gateway.senders;

import io.waybill.schemas.events.ImageEvent;
import java.util.List;

/**
 * What a body says. A body of several entries can be understood in part: the events are published,
 * and the whole body is kept as a dead letter for the sake of the rest.
 *
 * @param events what to publish, in the body's order
 * @param ignored what was understood and is of no interest
 * @param unreadable one sentence for each thing that was not understood: for the whole body, or for
 *     one entry of it
 * @param malformedDigests how many digests were malformed and therefore taken as absent
 */
public record ParsedWebhook(
    List<ImageEvent> events, List<Ignored> ignored, List<String> unreadable, int malformedDigests) {

  /** Keeps copies. */
  public ParsedWebhook {
    events = List.copyOf(events);
    ignored = List.copyOf(ignored);
    unreadable = List.copyOf(unreadable);
  }

  /** A body of which nothing was understood, and why. */
  static ParsedWebhook unreadable(String sentence) {
    return new ParsedWebhook(List.of(), List.of(), List.of(PlainText.sentence(sentence)), 0);
  }

  /** A body of more events than any sender puts into one. */
  static ParsedWebhook tooMany(int events) {
    return unreadable(
        "The body has " + events + " events; at most " + Findings.MAX_ENTRIES + " are read.");
  }

  /** Whether all of it was understood. */
  public boolean isUnderstood() {
    return unreadable.isEmpty();
  }
}
