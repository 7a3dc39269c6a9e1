package io.waybill.api.letters;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter, as the API shows it.
 *
 * @param id which
 * @param origin where it stood: {@code /webhooks/NAME} or {@code topic/partition/offset}
 * @param topic the topic where it stood
 * @param webhook the webhook where it arrived
 * @param reason what is wrong with it
 * @param headers the headers that came with it, as far as they are known to be harmless
 * @param size bytes of its body
 * @param setAsideAt when it was set aside
 * @param replays how often it was put back
 * @param replayedAt when it was put back last
 * @param replayedBy who did that
 * @param settledAt when somebody wanted nothing more of it
 * @param settledBy who that was
 * @param obstacle why it cannot be put back, and what to do instead; null where it can
 * @param body its bytes, in base64; only where one letter is asked for, and where they are kept
 * @param text the same as text, where they are one
 */
public record Letter(
    LetterId id,
    String origin,
    @Nullable String topic,
    @Nullable String webhook,
    String reason,
    Map<String, String> headers,
    long size,
    Instant setAsideAt,
    int replays,
    @Nullable Instant replayedAt,
    @Nullable String replayedBy,
    @Nullable Instant settledAt,
    @Nullable String settledBy,
    @Nullable String obstacle,
    @Nullable String body,
    @Nullable String text) {

  /** Its bytes; empty where they are not kept, or were not asked for. */
  public Optional<byte[]> bytes() {
    return Optional.ofNullable(body).map(Base64.getDecoder()::decode);
  }
}
