package io.waybill.chassis.config;

import io.waybill.chassis.config.InvalidSettingsException.Complaint;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what a record's constructor finds wrong, so that all of it is said at once. */
final class Checks {
  private final List<Complaint> complaints = new ArrayList<>();

  Checks require(boolean good, String key, String sentence) {
    if (!good) {
      complaints.add(new Complaint(key, sentence));
    }
    return this;
  }

  Checks range(String key, long value, long least, long most) {
    return require(
        value >= least && value <= most,
        key,
        "must be between " + least + " and " + most + ", but is " + value);
  }

  /** A port to listen on; 0 is any free one. */
  Checks port(int value) {
    return range("port", value, 0, 65_535);
  }

  Checks notBlank(String key, String value) {
    return require(!value.isBlank(), key, "is empty");
  }

  Checks range(String key, TimeSpan value, Duration least, Duration most) {
    return require(
        value.duration().compareTo(least) >= 0 && value.duration().compareTo(most) <= 0,
        key,
        "must be between "
            + new TimeSpan(least)
            + " and "
            + new TimeSpan(most)
            + ", but is "
            + value);
  }

  Checks range(String key, ByteSize value, ByteSize least, ByteSize most) {
    return require(
        value.bytes() >= least.bytes() && value.bytes() <= most.bytes(),
        key,
        "must be between " + least + " and " + most + ", but is " + value);
  }

  void done() {
    if (!complaints.isEmpty()) {
      throw new InvalidSettingsException(complaints);
    }
  }
}
