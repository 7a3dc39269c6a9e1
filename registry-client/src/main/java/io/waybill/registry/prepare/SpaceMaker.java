package io.waybill.registry.prepare;

import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.names.Repository;
import java.util.Optional;

/** Knows what one provider's registry wants to be there before a push, and makes it. */
public interface SpaceMaker {
  /** What a refusal says of the space. */
  enum Verdict {
    /** It is missing. */
    MISSING,
    /** It may be missing: the provider says the same to those who may not push. */
    PERHAPS_MISSING,
    /** The refusal is about something else. */
    UNCONCERNED
  }

  /** What was found when it was to be made. */
  enum Making {
    /** It was made. */
    MADE,
    /** It was there already, or somebody was quicker. */
    WAS_THERE
  }

  /** What has to be there for pushes to this repository; empty = nothing would do. */
  Optional<Space> findSpace(Repository repository);

  /** What the target says by this refusal. */
  Verdict judge(RegistryException refusal);

  /**
   * Makes it, for nobody but its owner to read where the provider lets one choose.
   *
   * @throws RegistryException where the provider does not, or cannot be asked
   */
  Making make(Space space) throws RegistryException;

  /** How a person makes it: a command or a page, in words that fit between brackets. */
  String byHand(Space space);
}
