package io.waybill.api.letters;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant; null = any.
 *
 * @param topic where they stood
 * @param webhook where they arrived
 * @param since set aside at this time or later
 * @param until set aside before this time
 * @param replayed whether they were put back
 * @param settled whether somebody wants nothing more of them
 */
public record LetterFilter(
    @Nullable String topic,
    @Nullable String webhook,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable Boolean replayed,
    @Nullable Boolean settled) {

  /** The same of letters that nobody has put back or settled, unless it says otherwise. */
  public LetterFilter ofUntouched() {
    return new LetterFilter(
        topic,
        webhook,
        since,
        until,
        replayed == null ? Boolean.FALSE : replayed,
        settled == null ? Boolean.FALSE : settled);
  }
}
