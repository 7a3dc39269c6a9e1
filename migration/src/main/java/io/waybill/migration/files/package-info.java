/**
 * How files of other tools are read, JSON and YAML alike: into {@link
 * io.waybill.migration.files.FileNode}s that know their lines. The entry type is {@link
 * io.waybill.migration.files.FileText}; what is wrong is collected in {@link
 * io.waybill.migration.files.Mistakes}, so that a person hears of all of it at once.
 *
 * <p>Imports Jackson and the chassis' words for broken YAML.
 */
@NullMarked
package io.waybill.migration.files;

import org.jspecify.annotations.NullMarked;
