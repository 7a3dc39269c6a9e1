package io.waybill.chassis.kafka;

import io.waybill.schemas.wire.Message;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Turns a message into a record, and a record's headers back into texts. */
public final class Headers {
  private Headers() {}

  /** The headers as texts; of one that occurs several times the last, of an empty one "". */
  public static Map<String, String> of(ConsumerRecord<?, ?> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    return headers;
  }

  /** The record that carries the message; the key decides its partition. */
  public static ProducerRecord<String, byte[]> record(String topic, Message message) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, message.key(), message.value());
    message
        .headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
