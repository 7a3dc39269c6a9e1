package io.waybill.gateway.senders;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who posts to a webhook: {@code webhooks.NAME.type} in the configuration.
 *
 * @param name its name in the configuration
 * @param parser reads its bodies
 * @param onUnreadable what it is told about a body that cannot be understood
 */
public record SenderType(String name, WebhookParser parser, OnUnreadable onUnreadable) {
  /**
   * CNCF distribution. It repeats a refused notification for ever and sends nothing else meanwhile,
   * so a refusal of one bad body would stop all later events.
   */
  public static final SenderType DISTRIBUTION =
      new SenderType("distribution", new DistributionParser(), OnUnreadable.ACCEPT);

  /** Waybill's own generic CloudEvent: whoever writes the sender wants to see the mistake. */
  public static final SenderType WAYBILL =
      new SenderType("waybill", new CloudEventParser(), OnUnreadable.REFUSE);

  /** All of them. */
  public static final List<SenderType> ALL = List.of(DISTRIBUTION, WAYBILL);

  /** What a sender does with a refusal decides what it is told about an unreadable body. */
  public enum OnUnreadable {
    /** 202, and say in the answer what was wrong and where the body went. */
    ACCEPT,
    /** 400. */
    REFUSE
  }

  /** The type with this name. */
  public static Optional<SenderType> find(String name) {
    return ALL.stream().filter(type -> type.name.equals(name)).findFirst();
  }

  /** All names, for a message. */
  public static String known() {
    return ALL.stream().map(SenderType::name).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name;
  }
}
