package io.waybill.worker.plan;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.TagReference;

/**
 * What is remembered of the copies of the last minutes, when a push is planned: where rules go
 * round, a registry announces Waybill's own copies, and those must not be carried back
 * (docs/adr/0016-rules-that-go-round.md).
 */
public interface Hindsight {
  /** Nothing is remembered. */
  Hindsight NONE =
      new Hindsight() {
        @Override
        public boolean isOwnCopy() {
          return false;
        }

        @Override
        public boolean hasHad(TagReference place, Digest digest) {
          return false;
        }
      };

  /** Whether the push that is being planned is a copy of Waybill's, as far as is known. */
  boolean isOwnCopy();

  /** Whether this digest was copied from this place, so that it need not be copied there. */
  boolean hasHad(TagReference place, Digest digest);
}
