package io.waybill.schemas.events;

import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.RuleId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants an image synced now.
 *
 * @param id made by the API, or from the caller's idempotency key
 * @param source what
 * @param ruleId only by this rule, or null
 * @param target where to, whatever the rules say, or null to ask the rules
 * @param overwrite the policy where {@code target} is given; null means {@code always}
 * @param requestedBy who asked, where that is known
 * @param occurredAt when
 * @param origin {@code /api}
 */
public record SyncRequested(
    EventId id,
    Reference source,
    @Nullable RuleId ruleId,
    @Nullable Reference target,
    @Nullable Overwrite overwrite,
    @Nullable String requestedBy,
    Instant occurredAt,
    String origin)
    implements ImageEvent {

  /** Refuses a wish that says two things at once. */
  public SyncRequested {
    if (ruleId != null && target != null) {
      throw new IllegalArgumentException("a manual sync names a rule or a target, not both");
    }
  }

  @Override
  public Repository repository() {
    return source.repository();
  }
}
