package io.waybill.registry.protocol;

import io.waybill.registry.manifests.Descriptor;
import java.util.List;

/** What refers to a manifest, by the registry's word. */
public sealed interface ReferrersOutcome {
  /** These do; perhaps none. */
  record Listed(List<Descriptor> referrers) implements ReferrersOutcome {
    /** Keeps a copy of the list. */
    public Listed {
      referrers = List.copyOf(referrers);
    }
  }

  /** The registry has no referrers API: the fallback tag is what counts. */
  record Unsupported() implements ReferrersOutcome {}
}
