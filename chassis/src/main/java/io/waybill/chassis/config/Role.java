package io.waybill.chassis.config;

import java.util.Locale;

/** What a caller of the API may do; each role includes those before it. */
public enum Role {
  /** Read. */
  VIEWER,

  /** Run what the rules allow: sync, scan, replay, cancel. */
  OPERATOR,

  /** Change what is to happen: rules, subscriptions; read the audit trail. */
  ADMIN;

  /** Whether this role may do what the other may. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** The name, as it is written in the configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
