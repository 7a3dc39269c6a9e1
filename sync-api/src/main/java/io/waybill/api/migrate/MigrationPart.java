package io.waybill.api.migrate;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a migration, as the API shows it.
 *
 * @param number its place among the parts, from 1
 * @param state where it stands
 * @param source the repository that is copied
 * @param tags which of its tags; null = all, or one image by its digest
 * @param digest which image, where it is one by its digest
 * @param target where it goes
 * @param scan the scan that looks over it, where one does and has begun
 * @param counts what the scan has seen so far
 * @param failures why steps of it failed, the first ones
 * @param endedAt when all of it was looked over
 */
public record MigrationPart(
    int number,
    PartState state,
    String source,
    @Nullable List<NamePattern> tags,
    @Nullable Digest digest,
    String target,
    @Nullable ScanId scan,
    @Nullable ScanCounts counts,
    @Nullable List<Failure> failures,
    @Nullable Instant endedAt) {}
