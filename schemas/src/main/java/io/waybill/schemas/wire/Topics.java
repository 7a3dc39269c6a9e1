package io.waybill.schemas.wire;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The topics, by name. The names are a public contract. */
public final class Topics {
  /** What webhooks and people said. Key: the source repository. */
  public static final String EVENTS = "waybill.events";

  /** The current rules; compacted. Key: the rule's id. */
  public static final String RULES = "waybill.rules";

  /** The facts of history. Key: the task's id. */
  public static final String RECORDS = "waybill.records";

  /** How far running tasks have come. Key: the task's id. */
  public static final String PROGRESS = "waybill.progress";

  /** The queue of the steps of scans. Key: the step's id. */
  public static final String SCANS = "waybill.scans";

  /** What became of the steps of scans. Key: the scan's id. */
  public static final String SCAN_FACTS = "waybill.scan-facts";

  /** Which tasks are not to be done. Key: the task's id. */
  public static final String CANCELS = "waybill.cancels";

  /** What could not be understood. */
  public static final String DEAD_LETTERS = "waybill.dead-letters";

  private static final String TASKS = "waybill.tasks.";
  private static final String BULK = ".bulk";

  private Topics() {}

  /** The queue of a region's lane. Key: the target reference. */
  public static String tasks(Region region, Lane lane) {
    return TASKS + region + (lane == Lane.BULK ? BULK : "");
  }

  /** The queues of all lanes of these regions. */
  public static List<String> tasks(Collection<Region> regions) {
    List<String> queues = new ArrayList<>();
    for (Region region : regions) {
      for (Lane lane : Lane.values()) {
        queues.add(tasks(region, lane));
      }
    }
    return queues;
  }
}
