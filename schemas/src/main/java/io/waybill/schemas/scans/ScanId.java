package io.waybill.schemas.scans;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.schemas.events.EventId;
import java.util.UUID;

/**
 * The identity of a scan.
 *
 * @param value a UUID
 */
public record ScanId(@JsonValue UUID value) {
  /** The id of this value. */
  @JsonCreator
  public ScanId {}

  /** Reads the id's text. */
  public static ScanId parse(String text) {
    return new ScanId(UUID.fromString(text));
  }

  /** What all tasks of the scan say made them, so that its records are found by one look-up. */
  public EventId eventId() {
    return new EventId("scan-" + value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
