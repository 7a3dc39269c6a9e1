package io.waybill.api.notifications;

/** What became of a wish to change a subscription. */
public sealed interface SubscriptionChange {
  /**
   * It is stored.
   *
   * @param subscription as it is now
   */
  record Stored(Subscription subscription) implements SubscriptionChange {}

  /** It is deleted, and what waited for it with it. */
  record Deleted() implements SubscriptionChange {}

  /**
   * Another subscription has the name.
   *
   * @param name the name
   */
  record NameTaken(String name) implements SubscriptionChange {}

  /**
   * Somebody else has changed it meanwhile.
   *
   * @param current its revision now
   */
  record RevisionMismatch(long current) implements SubscriptionChange {}

  /** There is no such subscription. */
  record NotFound() implements SubscriptionChange {}
}
