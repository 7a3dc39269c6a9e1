/**
 * Reads what people wrote for other tools, so that they can switch without rewriting a file. The
 * entry types are {@link io.waybill.migration.imagesyncer.SyncFiles} (image-syncer,
 * image-migrator), {@link io.waybill.migration.rules.RuleImport} (files of five tools as rules),
 * {@link io.waybill.migration.cluster.Kubeconfig} (what a Kubernetes cluster runs) and, below them,
 * {@link io.waybill.migration.files.FileText}.
 *
 * <p>Imports {@code schemas}, {@code registry-client} and, for its words about broken YAML, {@code
 * chassis}. It copies nothing and speaks to no registry.
 */
@NullMarked
package io.waybill.migration;

import org.jspecify.annotations.NullMarked;
