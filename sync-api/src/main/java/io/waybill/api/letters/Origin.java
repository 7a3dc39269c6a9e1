package io.waybill.api.letters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a dead letter stood.
 *
 * @param topic the topic, or null
 * @param webhook the webhook, or null
 */
record Origin(@Nullable String topic, @Nullable String webhook) {
  private static final Pattern RECORD = Pattern.compile("([A-Za-z0-9._-]{1,249})/[0-9]+/[0-9]+");
  private static final String WEBHOOKS = "/webhooks/";

  static Origin parse(String origin) {
    if (origin.startsWith(WEBHOOKS)) {
      return new Origin(null, origin.substring(WEBHOOKS.length()));
    }
    Matcher record = RECORD.matcher(origin);
    return new Origin(record.matches() ? record.group(1) : null, null);
  }
}
