/**
 * {@code waybill images}: what a Kubernetes cluster runs, as an {@code images.json} for {@code
 * waybill migrate}. The entry type is {@link io.waybill.cli.images.ImagesCommand}.
 *
 * <p>Imports the module migration, whose package {@code cluster} reads the cluster.
 */
@NullMarked
package io.waybill.cli.images;

import org.jspecify.annotations.NullMarked;
