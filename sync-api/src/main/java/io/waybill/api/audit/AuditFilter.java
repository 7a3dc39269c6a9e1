package io.waybill.api.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are asked for; null = any.
 *
 * @param caller by name or id
 * @param method such as {@code DELETE}
 * @param path what the path begins with
 * @param since at this time or later
 * @param until before this time
 */
public record AuditFilter(
    @Nullable String caller,
    @Nullable String method,
    @Nullable String path,
    @Nullable Instant since,
    @Nullable Instant until) {}
