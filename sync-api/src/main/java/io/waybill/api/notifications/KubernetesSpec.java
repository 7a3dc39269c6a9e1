package io.waybill.api.notifications;

import io.waybill.api.receivers.ImageTemplate;
import io.waybill.api.receivers.Workload;
import org.jspecify.annotations.Nullable;

/**
 * Which workload gets the image.
 *
 * @param cluster the configured cluster
 * @param namespace the workload's namespace
 * @param workload its kind and name: {@code deployment/web}
 * @param container the container whose image is set
 * @param image how the image is called there
 */
public record KubernetesSpec(
    String cluster, String namespace, Workload workload, String container, ImageTemplate image) {
  private static final String DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /** Fills in the default, and refuses what is no name in Kubernetes. */
  public KubernetesSpec(
      @Nullable String cluster,
      @Nullable String namespace,
      @Nullable Workload workload,
      @Nullable String container,
      @Nullable ImageTemplate image) {
    this.cluster = Missing.require(cluster, "cluster");
    this.namespace = label(Missing.require(namespace, "namespace"), "namespace");
    this.workload = Missing.require(workload, "workload");
    this.container = label(Missing.require(container, "container"), "container");
    this.image = image == null ? ImageTemplate.BY_DIGEST : image;
  }

  private static String label(String text, String key) {
    if (!text.matches(DNS_LABEL)) {
      throw new IllegalArgumentException(
          key + " must be 1 to 63 small letters, digits and dashes, not \"" + text + "\"");
    }
    return text;
  }
}
