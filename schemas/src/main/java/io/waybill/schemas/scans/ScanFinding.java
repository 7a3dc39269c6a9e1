package io.waybill.schemas.scans;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import org.jspecify.annotations.Nullable;

/**
 * One image that a scan tells of.
 *
 * @param verdict what would become of it
 * @param source the image
 * @param target where it goes; null where no target can be named
 * @param sourceDigest what the source is, where that was asked
 * @param targetDigest what the target is, where it is there
 * @param bytes what would be copied at most, where that was measured
 * @param failure why it could not be compared, or is refused
 */
public record ScanFinding(
    Verdict verdict,
    Reference source,
    @Nullable Reference target,
    @Nullable Digest sourceDigest,
    @Nullable Digest targetDigest,
    @Nullable Long bytes,
    @Nullable Failure failure) {

  /** What would become of an image. */
  public enum Verdict {
    /** It is copied to where nothing is. */
    @JsonProperty("copy")
    COPY,
    /** It takes the place of something else. */
    @JsonProperty("overwrite")
    OVERWRITE,
    /** Something else is there, and the rule does not overwrite. */
    @JsonProperty("refused")
    REFUSED,
    /** It could not be compared. */
    @JsonProperty("failed")
    FAILED
  }

  /** An image that could not be compared. */
  public static ScanFinding failed(Reference source, @Nullable Reference target, Failure failure) {
    return new ScanFinding(Verdict.FAILED, source, target, null, null, null, failure);
  }
}
