package io.waybill.migration.cluster;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a cluster runs.
 *
 * @param images each name of an image, as it is written there, with the first of those that use it:
 *     {@code deployment web in team}
 * @param pods how many pods were looked at
 * @param workloads how many others
 * @param namespaces where anything was found
 * @param gaps what could not be listed
 * @param listed whether anything could
 */
public record Inventory(
    SortedMap<String, String> images,
    int pods,
    int workloads,
    SortedSet<String> namespaces,
    List<Gap> gaps,
    boolean listed) {
  /** Keeps copies. */
  public Inventory {
    images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
    namespaces = Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
    gaps = List.copyOf(gaps);
  }
}
