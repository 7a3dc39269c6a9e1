package io.waybill.gateway.auth;

import io.waybill.chassis.identity.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Confirms the subscription of a webhook to its topic: SNS sends nothing else before. Only for
 * messages whose signature has been checked.
 */
public final class SnsSubscription {
  private final SnsTopic topic;
  private final Outside outside;

  /** For this topic. */
  SnsSubscription(SnsTopic topic, Outside outside) {
    this.topic = topic;
    this.outside = outside;
  }

  /** What a message is about. */
  public sealed interface Outcome {
    /** Not about the subscription. */
    record Other() implements Outcome {}

    /** The subscription is confirmed, also where it had been before. */
    record Confirmed() implements Outcome {}

    /** It has ended; somebody wanted that. */
    record Ended() implements Outcome {}

    /** It could not be confirmed now: the reason, a clause. */
    record Failed(String reason) implements Outcome {}
  }

  /** Does what an accepted message asks for, if it is about the subscription. */
  public Outcome settle(byte[] body) {
    SnsMessage message = SnsMessage.read(body).orElseThrow();
    return switch (message.text("Type")) {
      case SnsMessage.SUBSCRIPTION ->
          confirm(topic.confirmationAddress(message.text("SubscribeURL")));
      case SnsMessage.UNSUBSCRIPTION -> new Outcome.Ended();
      default -> new Outcome.Other();
    };
  }

  private Outcome confirm(Optional<URI> address) {
    if (address.isEmpty()) {
      return new Outcome.Failed("the address that confirms it is not at SNS");
    }
    try {
      Fetcher.Answer answer = outside.fetcher().fetch(address.get());
      return answer.status() / 100 == 2
          ? new Outcome.Confirmed()
          : new Outcome.Failed("SNS answers " + answer.status());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("this gateway is stopping");
    } catch (IOException failed) {
      return new Outcome.Failed("SNS could not be asked: " + failed.getMessage());
    }
  }
}
