/**
 * The configuration: one file ({@code waybill.yaml}), each key also as an environment variable,
 * read by {@link io.waybill.chassis.config.ConfigLoader} into {@link
 * io.waybill.chassis.config.WaybillConfig}. The records check themselves when they are made; the
 * loader collects what is wrong, with the places, and reports all of it at once. Imports the names
 * and units of {@code schemas}, Jackson's YAML parser, and the names of Kafka's client properties.
 */
@NullMarked
package io.waybill.chassis.config;

import org.jspecify.annotations.NullMarked;
