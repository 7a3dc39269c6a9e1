package io.waybill.schemas.scans;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.schemas.events.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The identity of a step in its scan. It is computed of what the step does, so that a step that is
 * made twice is one step.
 *
 * @param value 1 to 64 letters, digits and dashes
 */
public record StepId(@JsonValue String value) {
  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** Checks length and characters. */
  @JsonCreator
  public StepId {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new IllegalArgumentException("a step's id has 1 to 64 letters, digits and dashes");
    }
  }

  /** The step of a scan that does this. */
  public static StepId of(ScanId scan, ScanStepKind kind, List<String> what) {
    List<String> parts = new ArrayList<>(List.of(scan.toString(), kind.name()));
    parts.addAll(what);
    return new StepId(EventId.hash(parts.toArray(String[]::new)).value());
  }

  @Override
  public String toString() {
    return value;
  }
}
