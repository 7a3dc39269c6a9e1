package io.waybill.gateway.senders;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImagePushed;

/** What was found in a body in which there is one thing to find. */
final class TheOnly {
  private TheOnly() {}

  /** The one event, a push, of a body that was understood. */
  static ImagePushed push(ParsedWebhook parsed) {
    assertThat(parsed.unreadable()).isEmpty();
    assertThat(parsed.events()).singleElement().isInstanceOf(ImagePushed.class);
    return (ImagePushed) parsed.events().getFirst();
  }

  /** The one event, a deletion, of a body that was understood. */
  static ImageDeleted deletion(ParsedWebhook parsed) {
    assertThat(parsed.unreadable()).isEmpty();
    assertThat(parsed.events()).singleElement().isInstanceOf(ImageDeleted.class);
    return (ImageDeleted) parsed.events().getFirst();
  }

  /** Why the one entry of a body that was understood makes no event. */
  static IgnoreReason reason(ParsedWebhook parsed) {
    assertThat(parsed.unreadable()).isEmpty();
    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.ignored()).hasSize(1);
    return parsed.ignored().getFirst().reason();
  }

  /** Why the body makes no event, where it was not understood. */
  static String problem(ParsedWebhook parsed) {
    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable()).hasSize(1);
    return parsed.unreadable().getFirst();
  }
}
