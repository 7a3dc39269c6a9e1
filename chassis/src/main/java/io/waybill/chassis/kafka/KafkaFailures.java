package io.waybill.chassis.kafka;

import io.waybill.chassis.kafka.PublishException.Refusal;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.BootstrapResolutionException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Says what Kafka's exceptions mean. */
final class KafkaFailures {
  private KafkaFailures() {}

  /** The exception that Kafka's client threw, without the wrappers of futures. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** What happened, for a person; no full stop at the end. */
  static String sentence(Throwable failure) {
    Throwable cause = cause(failure);
    return switch (cause) {
      // Their own words count milliseconds and batches, which says nothing to who reads it.
      case TimeoutException _ -> "Kafka did not answer in time";
      case BootstrapResolutionException _ -> "no address in kafka.bootstrapServers can be resolved";
      case NetworkException _, DisconnectException _ -> "the connection to Kafka broke";
      case NotEnoughReplicasException _, NotEnoughReplicasAfterAppendException _ ->
          "fewer brokers are in step than the topic asks for (min.insync.replicas)";
      case SaslAuthenticationException denied ->
          "Kafka refused the login (" + message(denied) + "): check kafka.properties";
      case SslAuthenticationException denied ->
          "TLS with Kafka failed (" + handshake(denied) + "): check kafka.properties";
      case TopicAuthorizationException denied ->
          "Kafka allows this user no access (" + message(denied) + ")";
      case UnknownTopicOrPartitionException unknown ->
          "the topic does not exist (" + message(unknown) + ")";
      case UnsupportedVersionException old -> "the broker is too old (" + message(old) + ")";
      default -> message(cause);
    };
  }

  /** Why a handshake failed, which stands at the bottom: above it there is only that it did. */
  private static String handshake(SslAuthenticationException denied) {
    Throwable deepest = denied;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String why = message(deepest);
    return why.contains("certification path")
        ? "no authority that is believed here has signed the broker's certificate:"
            + " ssl.truststore.location names those that are believed"
        : why;
  }

  /** What there is to do where Kafka could not be asked anything; a refusal says it itself. */
  static String remedy(Throwable failure) {
    return cause(failure) instanceof AuthenticationException
        ? ""
        : ". Check kafka.bootstrapServers, that Kafka is running and, where it speaks TLS, that"
            + " kafka.properties sets security.protocol";
  }

  /** Whether it may be otherwise in a while without anybody changing Waybill's configuration. */
  static boolean canPass(Throwable failure) {
    Throwable cause = cause(failure);
    return cause instanceof RetriableException
        || cause instanceof BootstrapResolutionException
        // Fewer brokers than copies are asked for: the others may be on their way.
        || cause instanceof InvalidReplicationFactorException;
  }

  /** What it is that Kafka does not take. */
  static Refusal refusal(Throwable failure) {
    return switch (cause(failure)) {
      case RecordTooLargeException _, InvalidRecordException _, InvalidTimestampException _ ->
          Refusal.MESSAGE;
      case TopicAuthorizationException _,
          UnknownTopicOrPartitionException _,
          InvalidTopicException _,
          PolicyViolationException _ ->
          Refusal.TOPIC;
      default -> Refusal.NOT_NOW;
    };
  }

  private static String message(Throwable failure) {
    @Nullable String message = failure.getMessage();
    String text =
        message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
