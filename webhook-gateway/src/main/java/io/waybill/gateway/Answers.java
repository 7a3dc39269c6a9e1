package io.waybill.gateway;

import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Response;
import io.waybill.gateway.auth.Ask;
import io.waybill.gateway.auth.Verdict;
import io.waybill.gateway.senders.PlainText;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.wire.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What senders are told. */
final class Answers {
  /** Long enough for a broker to come back, short enough for a queue that waits behind this. */
  private static final String RETRY_SECONDS = "2";

  private static final int SHOWN_NAME = 100;

  private Answers() {}

  /** All is on Kafka or in the spool: 202, or 400 where the sender wants to see its mistakes. */
  static Response of(Endpoint endpoint, Receipt receipt) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "events", receipt.parsed().events().stream().map(event -> event.id().value()).toList());
    answer.put("ignored", receipt.parsed().ignored().size());
    if (receipt.isSpooled()) {
      answer.put("spooled", true);
    }
    if (receipt.deadLetter().isEmpty()) {
      return Response.json(202, answer);
    }
    DeadLetter letter = receipt.deadLetter().get();
    if (endpoint.type().onUnreadable() == OnUnreadable.REFUSE) {
      return Response.problem(
          Problem.of(
                  400,
                  "unreadable-webhook",
                  "The webhook's body cannot be understood",
                  letter.reason() + kept(letter) + " Send a corrected one.")
              .with("deadLetter", letter.id()));
    }
    answer.put("deadLetter", letter.id());
    answer.put(
        "detail",
        letter.reason()
            + kept(letter)
            + " It is answered 202 nevertheless, because a refusal could make a sender of type "
            + endpoint.type()
            + " repeat it for ever, or send nothing any more.");
    return Response.json(202, answer);
  }

  static ProblemException unavailable(KafkaUnavailableException why) {
    return new ProblemException(
            Problem.of(
                503,
                "kafka-unavailable",
                "The events could not be stored",
                why.getMessage() + ". Send the whole request again: every event keeps its id."))
        .withHeader("Retry-After", RETRY_SECONDS);
  }

  static ProblemException tooMany(Endpoint endpoint, Duration wait) {
    return new ProblemException(
            Problem.tooMany(
                "The webhook "
                    + endpoint.name()
                    + " takes "
                    + endpoint.config().intake().requestsPerSecond()
                    + " requests in a second (webhooks."
                    + endpoint.name()
                    + ".requestsPerSecond). Nothing of this one is stored: send it again."))
        .withHeader("Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
  }

  /**
   * The same words for a missing and for a wrong proof.
   *
   * @param ask what is asked for there
   */
  static ProblemException unauthorized(Endpoint endpoint, Ask ask) {
    return new ProblemException(
            Problem.unauthorized(
                "The webhook "
                    + endpoint.name()
                    + " takes requests that show "
                    + ask.shown()
                    + "; this one does not. "
                    + ask.remedy()))
        .withHeader("WWW-Authenticate", ask.challenge());
  }

  /** Not a refusal: the sender may be the right one. */
  static ProblemException undecided(Endpoint endpoint, Verdict.Undecided why) {
    return new ProblemException(
            Problem.of(
                503,
                "sender-unverified",
                "Who sends this cannot be checked at the moment",
                "The webhook "
                    + endpoint.name()
                    + " could not check who sends this, because "
                    + why.reason()
                    + ". Send the whole request again: every event keeps its id."))
        .withHeader("Retry-After", RETRY_SECONDS);
  }

  /** SNS sends its question again. */
  static ProblemException unsubscribed(Endpoint endpoint, String reason) {
    return new ProblemException(
            Problem.of(
                503,
                "subscription-unconfirmed",
                "The subscription could not be confirmed",
                "The webhook "
                    + endpoint.name()
                    + " could not confirm its subscription: "
                    + reason
                    + ". Request the confirmation again."))
        .withHeader("Retry-After", RETRY_SECONDS);
  }

  static String noKey(Endpoint endpoint) {
    return "The webhook "
        + endpoint.name()
        + " does not take its secret as a part of the address: post to "
        + endpoint.path()
        + ", or set secretIn: path.";
  }

  static String unknown(String name) {
    return "No webhook is called \""
        + PlainText.of(name, SHOWN_NAME)
        + "\": add it under webhooks in Waybill's configuration, or correct the address in the"
        + " registry.";
  }

  private static String kept(DeadLetter letter) {
    return " The body is kept in " + Topics.DEAD_LETTERS + " as " + letter.id() + ".";
  }
}
