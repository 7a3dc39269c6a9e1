package io.waybill.migration.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Lists what a cluster runs, kind by kind and page by page. What may not be listed is told, and the
 * rest goes on. For one listing, on one thread.
 */
public final class WorkloadLister {
  /** The size of page that kubectl asks for. */
  private static final int PAGE = 500;

  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  private final Cluster cluster;
  private final SortedMap<String, String> images = new TreeMap<>();
  private final SortedSet<String> namespaces = new TreeSet<>();
  private final List<Gap> gaps = new ArrayList<>();
  private int pods;
  private int workloads;
  private boolean listed;

  /** For one listing of the cluster. */
  public WorkloadLister(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Lists it.
   *
   * @param wanted the namespaces; none = all
   * @throws ClusterException where nothing more can be asked: nobody is let in, nothing answers
   */
  public Inventory list(SortedSet<String> wanted) throws ClusterException, InterruptedException {
    for (String namespace : wanted.isEmpty() ? List.of("") : wanted) {
      for (WorkloadKind kind : WorkloadKind.values()) {
        int count = list(kind, namespace);
        pods += kind == WorkloadKind.POD ? count : 0;
        workloads += kind == WorkloadKind.POD ? 0 : count;
      }
      if (!namespace.isEmpty() && !namespaces.contains(namespace)) {
        requireExistence(namespace);
      }
    }
    return new Inventory(images, pods, workloads, namespaces, gaps, listed);
  }

  /** Lists one kind, and returns how many there are. */
  private int list(WorkloadKind kind, String namespace)
      throws ClusterException, InterruptedException {
    String query = "?limit=" + PAGE;
    int count = 0;
    while (true) {
      Cluster.Answer answer = cluster.get(kind.path(namespace) + query);
      String next = answer.next();
      if (answer.page().isPresent()) {
        listed = true;
        count += add(kind, answer.page().get().all());
        if (next.isEmpty()) {
          return count;
        }
        query = onwards(next);
      } else if (answer.status() == GONE && !query.isEmpty()) {
        // The list took so long that the cluster has forgotten how it was: it says how to go on
        // with how it is now, or else all of it is asked for again, at once.
        query = next.isEmpty() ? "" : onwards(next);
        count = next.isEmpty() ? 0 : count;
      } else {
        gaps.add(Gap.of(kind, namespace, why(kind, answer)));
        return count;
      }
    }
  }

  private static String onwards(String next) {
    return "?limit=%d&continue=%s".formatted(PAGE, URLEncoder.encode(next, StandardCharsets.UTF_8));
  }

  private static String why(WorkloadKind kind, Cluster.Answer answer) {
    return answer.status() == NOT_FOUND && kind == WorkloadKind.CRON_JOB
        ? "this cluster has no batch/v1, which came with Kubernetes 1.21"
        : answer.words();
  }

  private int add(WorkloadKind kind, List<ListPage.Item> items) {
    int added = 0;
    for (ListPage.Item item : items) {
      if (kind != WorkloadKind.REPLICA_SET || !item.isOwnedBy("Deployment")) {
        add(kind, item);
        added++;
      }
    }
    return added;
  }

  private void add(WorkloadKind kind, ListPage.Item item) {
    namespaces.add(item.namespace());
    String user = "%s %s in %s".formatted(kind.word(), item.name(), item.namespace());
    item.images().forEach(image -> images.merge(image, user, WorkloadLister::first));
  }

  private static String first(String one, String other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Lists of a namespace that is not there are empty, and not refused. */
  private void requireExistence(String namespace) throws ClusterException, InterruptedException {
    Cluster.Answer answer = cluster.get("api/v1/namespaces/" + namespace);
    if (answer.status() == NOT_FOUND) {
      gaps.add(
          new Gap("the namespace " + namespace, "the cluster has none of that name: look at -n"));
    }
  }
}
