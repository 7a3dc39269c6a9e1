/**
 * The files of image-syncer and of image-migrator, which share their format: who may log in where
 * ({@code auth.json}), and which images go where ({@code images.json}), or both in one ({@code
 * config.json}); JSON or YAML. The entry type is {@link
 * io.waybill.migration.imagesyncer.SyncFiles}.
 *
 * <ul>
 *   <li>{@code SyncRule}: one line of {@code images.json}: {@code SourceImages} and where they go,
 *       {@code TargetImages}. {@code SourceText} and {@code TargetText} read them, {@code
 *       RepositoryName} as docker reads names.
 *   <li>{@code SyncAccounts}: the accounts, by the longest {@code registry/namespace} that fits.
 *   <li>{@code Variables}: {@code ${NAME}} of the environment.
 * </ul>
 *
 * <p>Where the two tools and their documents disagree, their documents count. Imports {@code
 * files}, the registry client's credentials and schemas.
 */
@NullMarked
package io.waybill.migration.imagesyncer;

import org.jspecify.annotations.NullMarked;
