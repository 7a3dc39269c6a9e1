package io.waybill.gateway.spool;

import io.waybill.schemas.wire.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry as bytes: a version, then its parts in the order of their records; texts are UTF-8 with
 * their length before them.
 */
final class EntryCodec {
  private static final int VERSION = 1;
  private static final int NO_VALUE = -1;

  private EntryCodec() {}

  static byte[] write(SpoolEntry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(entry.acceptedAt().toEpochMilli());
      text(out, entry.webhook());
      out.writeInt(entry.messages().size());
      for (Outgoing outgoing : entry.messages()) {
        write(out, outgoing);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("Bytes in memory could not be written", impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * The entry in these bytes.
   *
   * @throws IOException when they are no entry of this version
   */
  static SpoolEntry read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("an entry of version " + version + ", and only 1 is known");
    }
    Instant acceptedAt = Instant.ofEpochMilli(in.readLong());
    String webhook = text(in);
    int count = length(in);
    List<Outgoing> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(read(in));
    }
    return new SpoolEntry(webhook, acceptedAt, messages);
  }

  private static void write(DataOutputStream out, Outgoing outgoing) throws IOException {
    Message message = outgoing.message();
    text(out, outgoing.topic());
    text(out, message.key());
    out.writeInt(message.headers().size());
    for (Map.Entry<String, String> header : message.headers().entrySet()) {
      text(out, header.getKey());
      text(out, header.getValue());
    }
    byte @Nullable [] value = message.value();
    if (value == null) {
      out.writeInt(NO_VALUE);
    } else {
      out.writeInt(value.length);
      out.write(value);
    }
  }

  private static Outgoing read(DataInputStream in) throws IOException {
    String topic = text(in);
    String key = text(in);
    int count = length(in);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String name = text(in);
      headers.put(name, text(in));
    }
    in.mark(Integer.BYTES);
    byte @Nullable [] value = null;
    if (in.readInt() != NO_VALUE) {
      in.reset();
      value = in.readNBytes(length(in));
    }
    return new Outgoing(topic, new Message(key, headers, value));
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(length(in)), StandardCharsets.UTF_8);
  }

  /** A length or number that the rest of the bytes can have. */
  private static int length(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a part of " + length + " bytes in the " + in.available() + " left");
    }
    return length;
  }
}
