package io.waybill.migration.cluster;

import java.util.Locale;

/**
 * What has containers: the pods themselves, and what pods are made from, because a workload that is
 * scaled to nothing and a cron job between two runs have no pod.
 */
public enum WorkloadKind {
  /** Whatever made it, and with what was added to it on its way, such as a mesh's proxy. */
  POD("api/v1", "pods"),
  /** Of the time before deployments. */
  REPLICATION_CONTROLLER("api/v1", "replicationcontrollers"),
  /** The usual one. */
  DEPLOYMENT("apis/apps/v1", "deployments"),
  /** For what has a name and a disk. */
  STATEFUL_SET("apis/apps/v1", "statefulsets"),
  /** One pod a node. */
  DAEMON_SET("apis/apps/v1", "daemonsets"),
  /** Those of deployments are left out: all but one are old. */
  REPLICA_SET("apis/apps/v1", "replicasets"),
  /** Until it is done. */
  JOB("apis/batch/v1", "jobs"),
  /** Kubernetes has it here since 1.21. */
  CRON_JOB("apis/batch/v1", "cronjobs");

  private final String group;
  private final String plural;

  WorkloadKind(String group, String plural) {
    this.group = group;
    this.plural = plural;
  }

  /** The word of the API and of kubectl: {@code deployments}. */
  public String plural() {
    return plural;
  }

  /** What one of them is called: {@code cron job}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Where the list is, below the server's address. */
  String path(String namespace) {
    return namespace.isEmpty()
        ? group + "/" + plural
        : group + "/namespaces/" + namespace + "/" + plural;
  }
}
