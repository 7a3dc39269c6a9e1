package io.waybill.chassis.kafka;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import java.util.Locale;

/** The consumer groups, by name. The names are a public contract: quotas and ACLs refer to them. */
public final class Groups {
  /** Turns events into tasks; an ordinary consumer group. */
  public static final String PLANNER = "waybill-planner";

  /** Works tasks off; the beginning of a share group's name, one per region and lane. */
  public static final String COPIERS = "waybill-copiers";

  /** Works the steps of scans off; a share group. */
  public static final String SCANNERS = "waybill-scanners";

  /** Turns facts into history; an ordinary consumer group. */
  public static final String RECORDER = "waybill-recorder";

  /** Plans deletions that only history can plan; an ordinary consumer group. */
  public static final String DELETIONS = "waybill-deletions";

  private Groups() {}

  /** The share group of a region's lane. */
  public static String copiers(Region region, Lane lane) {
    return COPIERS + "." + region + "." + lane.name().toLowerCase(Locale.ROOT);
  }
}
