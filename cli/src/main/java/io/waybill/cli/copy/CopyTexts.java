package io.waybill.cli.copy;

import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Transfers;
import io.waybill.registry.batch.BatchReport;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.units.ByteSize;
import java.time.Duration;
import java.util.regex.Pattern;

/** What is said of copies, to someone who has no service, no rule and no configuration at hand. */
public final class CopyTexts {
  private static final Pattern FILES = Pattern.compile(": there is none for it in .*$");
  private static final double MILLIS = 1_000.0;

  /** How to bring what could not be copied. */
  static final String AGAIN =
      "Run the same command again when that is mended: what is there is not copied again, and costs"
          + " two requests an image.";

  private CopyTexts() {}

  /** Why a copy failed, and what to do. */
  public static String failure(Failure failure) {
    return "%s: %s%s %s"
        .formatted(failure.code(), failure.reason(), said(failure), failure.hint())
        .strip();
  }

  /** The registry's own words end with a full stop, so that ours are not taken for its. */
  private static String said(Failure failure) {
    String words = failure.registryError();
    // The reason names the status, where nothing else was said.
    return words == null || words.strip().indexOf(' ') < 0
        ? ""
        : " It said: " + words.strip().replaceFirst("[.]*$", ".");
  }

  /** Why a copy failed, where more is told at the end. */
  static String briefly(Failure failure) {
    return failure.code() + ": " + FILES.matcher(failure.reason()).replaceFirst(".");
  }

  /** How far copies came that were stopped. */
  public static String stopped(Transfers transfers) {
    int well = transfers.itemsDone() - transfers.failed();
    return "Stopped when %d of %d%s were there. No tag is half-done; the same command goes on from here."
        .formatted(well, transfers.itemsFound(), transfers.allFound() ? "" : " or more");
  }

  /** What one copy has moved. */
  static String moved(Transfer transfer) {
    return "%s in %s, %d there already, %s"
        .formatted(
            size(transfer.bytesWritten()),
            count(transfer.blobsCopied(), "blob"),
            transfer.blobsSkipped() + transfer.blobsMounted(),
            count(transfer.manifests(), "manifest"));
  }

  /** What came along with an image. */
  static String referrers(CopyReport report) {
    int count = report.referrers().size();
    return count == 0 ? "" : ", with " + count(count, "referrer");
  }

  /** What became of the image that the tag showed before; empty where there was none. */
  static String replaced(CopyReport report) {
    if (report.backupTag().isPresent()) {
      return ", what was there is kept as tag " + report.backupTag().get().name();
    }
    return report
        .targetBefore()
        .filter(before -> report.targetAfter().filter(after -> !after.equals(before)).isPresent())
        .map(", in place of %s"::formatted)
        .orElse("");
  }

  /** What became of many copies, in two lines. */
  public static String summary(BatchReport report, String thing) {
    Transfer transfer = report.transfer();
    int all = report.copied() + report.alreadyPresent() + report.failed() + report.skipped();
    return ("%s: %d copied, %d already there, %d failed%s, in %s.%n"
            + "Moved %s in %s and %s%s; mounted %s (%s); left %s as they were (%s).")
        .formatted(
            count(all, thing),
            report.copied(),
            report.alreadyPresent(),
            report.failed(),
            report.skipped() == 0 ? "" : ", %d not tried".formatted(report.skipped()),
            Durations.forPeople(report.took()),
            size(transfer.bytesWritten()),
            count(transfer.blobsCopied(), "blob"),
            count(transfer.manifests(), "manifest"),
            speed(transfer.bytesWritten(), report.took()),
            count(transfer.blobsMounted(), "blob"),
            size(transfer.bytesMounted()),
            count(transfer.blobsSkipped(), "blob"),
            size(transfer.bytesSkipped()));
  }

  private static String speed(long bytes, Duration took) {
    return bytes == 0 || took.toMillis() == 0
        ? ""
        : ", " + size((long) (bytes * MILLIS / took.toMillis())) + "/s";
  }

  /** A number of things: {@code 1 image}, {@code 2 images}. */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A number of bytes. */
  static String size(long bytes) {
    return new ByteSize(bytes).forPeople();
  }

  /** The digest that the target has, and where it is another than the source's, why. */
  static String digest(CopyReport report) {
    String source = report.sourceDigest().map(Digest::toString).orElse("");
    return report.rebuilt()
        ? "%s (rebuilt of the chosen platforms of %s)"
            .formatted(report.targetAfter().map(Digest::toString).orElse(""), source)
        : source;
  }

  /** The digest of what was made at the target, where it is another than the source's. */
  static String rebuilt(CopyReport report) {
    return report.rebuilt()
        ? report.targetAfter().map(", rebuilt as %s"::formatted).orElse("")
        : "";
  }
}
