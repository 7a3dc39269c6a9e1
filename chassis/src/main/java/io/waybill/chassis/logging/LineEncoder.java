package io.waybill.chassis.logging;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;

/**
 * Writes events as text for people, so that what a stranger wrote can neither forge an event nor
 * command the terminal on which the log is read: only an event's first line begins at the edge, and
 * control characters are spelled out.
 */
public final class LineEncoder extends PatternLayoutEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    return contained(layout.doLayout(event)).getBytes(StandardCharsets.UTF_8);
  }

  /** The text of one event, its last line break included. */
  static String contained(String text) {
    StringBuilder contained = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '\n') {
        contained.append(character);
        if (i + 1 < text.length() && text.charAt(i + 1) != '\t') {
          contained.append('\t');
        }
      } else if (character != '\t' && ControlCharacters.isOne(character)) {
        contained.append(ControlCharacters.spelled(character));
      } else {
        contained.append(character);
      }
    }
    return contained.toString();
  }
}
