package io.waybill.chassis.config;

import java.util.List;

/** Settings that their record refuses; each complaint names the key, relative to the record. */
final class InvalidSettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * What is wrong with one key.
   *
   * @param key the key, as the record calls it
   * @param sentence the rest of a sentence that begins with the key
   */
  record Complaint(String key, String sentence) {
    String text(String prefix) {
      return (prefix.isEmpty() ? key : prefix + "." + key) + " " + sentence;
    }
  }

  private final transient List<Complaint> complaints;

  InvalidSettingsException(List<Complaint> complaints) {
    super(String.join("; ", complaints.stream().map(c -> c.text("")).toList()));
    this.complaints = List.copyOf(complaints);
  }

  List<Complaint> complaints() {
    return complaints;
  }
}
