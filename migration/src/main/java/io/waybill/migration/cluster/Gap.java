package io.waybill.migration.cluster;

/**
 * What could not be listed, while the rest was.
 *
 * @param what for a person: {@code cronjobs of the namespace team}
 * @param why the cluster's words
 */
public record Gap(String what, String why) {
  static Gap of(WorkloadKind kind, String namespace, String why) {
    return new Gap(
        kind.plural()
            + (namespace.isEmpty() ? " of all namespaces" : " of the namespace " + namespace),
        why);
  }
}
