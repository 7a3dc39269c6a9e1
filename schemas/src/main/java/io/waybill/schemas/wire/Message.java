package io.waybill.schemas.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A record of a topic, before it meets a Kafka client: key, headers, bytes. */
public final class Message {
  private final String key;
  private final Map<String, String> headers;
  private final byte @Nullable [] value;

  /**
   * A message.
   *
   * @param key decides the partition
   * @param headers CloudEvents attributes ({@code ce_*}), {@code content-type}, trace context
   * @param value the JSON document, or null for a tombstone
   */
  public Message(String key, Map<String, String> headers, byte @Nullable [] value) {
    this(Map.copyOf(headers), key, value == null ? null : value.clone());
  }

  /** Of parts that are never changed. */
  private Message(Map<String, String> headers, String key, byte @Nullable [] value) {
    this.key = key;
    this.headers = headers;
    this.value = value;
  }

  /** The key, which decides the partition. */
  public String key() {
    return key;
  }

  /** The headers. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The JSON document, or null for a tombstone. */
  public byte @Nullable [] value() {
    return value == null ? null : value.clone();
  }

  /** The same with one more header. */
  public Message with(String name, String headerValue) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(name, headerValue);
    return new Message(Map.copyOf(more), key, value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Message message
        && key.equals(message.key)
        && headers.equals(message.headers)
        && Arrays.equals(value, message.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, headers, Arrays.hashCode(value));
  }

  @Override
  public String toString() {
    return "Message[" + key + ", " + headers.get(CloudEvents.TYPE) + "]";
  }
}
