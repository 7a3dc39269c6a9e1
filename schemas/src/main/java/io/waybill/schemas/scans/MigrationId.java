package io.waybill.schemas.scans;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.schemas.events.EventId;
import java.util.UUID;

/**
 * The identity of a migration: many scans that are one job.
 *
 * @param value a UUID
 */
public record MigrationId(@JsonValue UUID value) {
  /** The id of this value. */
  @JsonCreator
  public MigrationId {}

  /** Reads the id's text. */
  public static MigrationId parse(String text) {
    return new MigrationId(UUID.fromString(text));
  }

  /** What all tasks of the migration say made them, so that its records are found together. */
  public EventId eventId() {
    return new EventId("migration-" + value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
