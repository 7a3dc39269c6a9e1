package io.waybill.worker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a worker calls itself in history: the machine (or pod) and the process. */
final class WorkerName {
  private WorkerName() {}

  /** The name of this process. */
  static String of(Map<String, String> environment, long process) {
    @Nullable String host = environment.get("HOSTNAME");
    return (host == null || host.isBlank() ? "worker" : host.strip()) + "/" + process;
  }
}
