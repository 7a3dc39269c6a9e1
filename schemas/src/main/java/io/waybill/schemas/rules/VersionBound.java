package io.waybill.schemas.rules;

/**
 * One end of a range of versions.
 *
 * @param relation on which side of the version
 * @param version the version
 */
record VersionBound(Relation relation, Version version) {
  /** How a version in the range stands to the bound's. */
  enum Relation {
    /** It is the same. */
    EQUAL,
    /** It is higher. */
    ABOVE,
    /** It is the same or higher. */
    FROM,
    /** It is lower. */
    BELOW,
    /** It is the same or lower. */
    UP_TO
  }

  boolean admits(Version candidate) {
    int order = candidate.compareTo(version);
    return switch (relation) {
      case EQUAL -> order == 0;
      case ABOVE -> order > 0;
      case FROM -> order >= 0;
      case BELOW -> order < 0;
      case UP_TO -> order <= 0;
    };
  }
}
