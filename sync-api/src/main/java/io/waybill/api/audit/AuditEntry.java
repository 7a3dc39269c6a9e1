package io.waybill.api.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request that was to change something.
 *
 * @param id in the order of the trail
 * @param at when
 * @param requestId as the answer's X-Request-Id has it
 * @param callerId who, for machines
 * @param caller who, for people
 * @param role what they might do then
 * @param address from where
 * @param method such as {@code PUT}
 * @param path of which address
 * @param status what was answered; null = the process ended before
 * @param detail why it was refused; null = it was not
 * @param asked the body, where there are no before and after
 * @param before what was changed, as it was
 * @param after what was changed, as it is since
 */
public record AuditEntry(
    long id,
    Instant at,
    UUID requestId,
    String callerId,
    String caller,
    String role,
    String address,
    String method,
    String path,
    @Nullable Integer status,
    @Nullable String detail,
    @Nullable JsonNode asked,
    @Nullable JsonNode before,
    @Nullable JsonNode after) {}
