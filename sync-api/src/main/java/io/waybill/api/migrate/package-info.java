/**
 * Migrations: many scans that are one job, with a pause, an end and a report.
 *
 * <p>{@link io.waybill.api.migrate.MigrationStore} keeps them and tells of them, {@link
 * io.waybill.api.migrate.MigrationKeeper} lets their parts and steps go, so many at a time that
 * {@link io.waybill.api.migrate.Openings} leaves room for, and ends them. May import schemas, the
 * chassis, and {@code io.waybill.api}'s database, access, cancels, queue and scans.
 */
@NullMarked
package io.waybill.api.migrate;

import org.jspecify.annotations.NullMarked;
