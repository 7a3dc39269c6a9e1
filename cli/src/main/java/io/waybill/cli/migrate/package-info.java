/**
 * {@code waybill migrate}: what image-syncer and image-migrator do, by their own files and flags.
 * The entry type is {@link io.waybill.cli.migrate.MigrateCommand}.
 *
 * <ul>
 *   <li>{@code FileOptions} reads the files, {@code ImageOptions} says what of the images and how,
 *       {@code OutputOptions} what is written down.
 *   <li>{@code Speech}: how registries that are said to be insecure are spoken to.
 *   <li>{@code RuleImages} finds the images of the rules; {@code Migration} copies them, pass after
 *       pass, and {@code MigrationNews} hears what becomes of each.
 *   <li>{@code Leftovers}: what a pass could not do, on the disk, for the next pass and for {@code
 *       --retry-failed}; {@code Paperwork}: the reports.
 *   <li>{@code SubmitOptions}, {@code MigrationWish}: the same as a job of a running Waybill, which
 *       a {@link io.waybill.cli.migrate.Submitter} gives it.
 * </ul>
 *
 * <p>Imports {@code copy} for what is the same with {@code waybill copy}, and the modules migration
 * and registry-client.
 */
@NullMarked
package io.waybill.cli.migrate;

import org.jspecify.annotations.NullMarked;
