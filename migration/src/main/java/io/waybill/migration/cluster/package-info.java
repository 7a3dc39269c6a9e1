/**
 * What a Kubernetes cluster runs, as the rules of {@code images.json}. The entry types are {@link
 * io.waybill.migration.cluster.Kubeconfig}, which leads to a cluster, {@link
 * io.waybill.migration.cluster.WorkloadLister}, which lists its images, and {@link
 * io.waybill.migration.cluster.ImageRules}, which says where they go.
 *
 * <ul>
 *   <li>{@code Kubeconfig}: the files, and what a context of theirs is; {@code Login} finds what
 *       proves who asks, {@code CredentialPlugin} where a program says it.
 *   <li>{@code Cluster}: requests to the API server, and what went wrong in sentences; {@code
 *       ListPage} is as much of its answers as is read.
 *   <li>{@code WorkloadLister} walks namespaces and {@code WorkloadKind}s, page by page, into an
 *       {@code Inventory}; what it may not list is a {@code Gap} of it.
 *   <li>{@code ImageName} reads names as a kubelet does, {@code ImageRules} makes rules of them.
 * </ul>
 *
 * <p>Only {@code Kubeconfig}, {@code Login} with its keys and programs, and {@code Cluster} know
 * the client library (fabric8's), so that other commands load none of it. Their objects print
 * secrets: none of them is ever put into a text. Imports {@code imagesyncer} and schemas.
 */
@NullMarked
package io.waybill.migration.cluster;

import org.jspecify.annotations.NullMarked;
