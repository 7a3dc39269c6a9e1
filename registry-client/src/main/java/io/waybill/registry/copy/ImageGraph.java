package io.waybill.registry.copy;

import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import java.util.List;

/**
 * A manifest and all that has to be at the target before it.
 *
 * @param top the manifest
 * @param levels the manifests below it that the target does not have, in groups: each group names
 *     only content of the groups before it
 * @param blobs the different blobs of all of them, the largest first
 */
record ImageGraph(Manifest top, List<List<Manifest>> levels, List<Descriptor> blobs) {
  /** How many manifests have to be put. */
  int manifests() {
    return 1 + levels.stream().mapToInt(List::size).sum();
  }
}
