package io.waybill.api.notifications;

import org.jspecify.annotations.Nullable;

/** Says which key of a subscription is missing. */
final class Missing {
  private Missing() {}

  static <T> T require(@Nullable T value, String key) {
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }
}
