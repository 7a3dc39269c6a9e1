package io.waybill.schemas.scans;

/**
 * What a scan, or a step of one, has seen. An image counts once for each of its targets, but in
 * {@code tags} and {@code matching}.
 *
 * @param repositories repositories that the rule is about
 * @param tags tags that were listed
 * @param matching of those, the ones that the rule is about
 * @param equal targets that are what their source is
 * @param absent targets that are not there
 * @param different targets that are something else, and are overwritten
 * @param refused targets that are something else, and stay as they are
 * @param planned tasks that were queued
 * @param failed targets that could not be compared
 * @param bytes bytes of the images to copy, at most; in a dry run only
 * @param unmeasured images to copy whose bytes are not among them; in a dry run only
 */
public record ScanCounts(
    long repositories,
    long tags,
    long matching,
    long equal,
    long absent,
    long different,
    long refused,
    long planned,
    long failed,
    long bytes,
    long unmeasured) {

  /** Nothing was seen. */
  public static final ScanCounts NONE = new ScanCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  public ScanCounts plus(ScanCounts other) {
    return new ScanCounts(
        repositories + other.repositories,
        tags + other.tags,
        matching + other.matching,
        equal + other.equal,
        absent + other.absent,
        different + other.different,
        refused + other.refused,
        planned + other.planned,
        failed + other.failed,
        bytes + other.bytes,
        unmeasured + other.unmeasured);
  }
}
