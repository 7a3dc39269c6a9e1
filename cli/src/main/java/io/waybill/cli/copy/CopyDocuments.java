package io.waybill.cli.copy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.batch.BatchReport;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.wire.Json;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code copy -o json} prints: a line for each copy when it ends, and one for the whole where
 * there are several. The names are public API; README.md explains them.
 */
final class CopyDocuments {
  private static final ObjectMapper JSON = Json.lenient();

  private CopyDocuments() {}

  /** A copy that came to its end. */
  static ObjectNode succeeded(
      Reference source, Reference target, CopyReport report, Duration took) {
    ObjectNode json = document("succeeded", source, target);
    json.put(
        "outcome", report.outcome() == CopyOutcome.ALREADY_PRESENT ? "already-present" : "copied");
    addReport(json, report, took);
    return json;
  }

  /** A copy that would be made. */
  static ObjectNode planned(Reference source, Reference target, CopyReport report, CopyPlan plan) {
    ObjectNode json = document("planned", source, target);
    json.put("digest", plan.digest().toString());
    addRebuilt(json, report);
    json.put("digestBefore", report.targetBefore().map(Digest::toString).orElse(null));
    json.put("bytes", plan.bytesToMove());
    json.put("blobs", plan.blobsToMove());
    json.put("manifests", plan.manifests());
    return json;
  }

  /** A copy that failed. */
  static ObjectNode failed(
      Reference source, Reference target, Failure failure, CopyReport report, Duration took) {
    ObjectNode json = document("failed", source, target);
    addReport(json, report, took);
    json.set("failure", JSON.valueToTree(failure));
    return json;
  }

  /** A copy that was not tried. */
  static ObjectNode skipped(Reference source, Reference target, Failure failure) {
    ObjectNode json = document("skipped", source, target);
    json.set("failure", JSON.valueToTree(failure));
    return json;
  }

  /** The whole. */
  static ObjectNode summary(BatchReport report) {
    ObjectNode json = JSON.createObjectNode();
    json.put("status", report.isComplete() ? "succeeded" : "failed");
    ObjectNode summary = json.putObject("summary");
    summary.put("copied", report.copied());
    summary.put("alreadyPresent", report.alreadyPresent());
    summary.put("planned", report.declined());
    summary.put("failed", report.failed());
    summary.put("skipped", report.skipped());
    summary.put("bytes", report.transfer().bytesWritten());
    summary.put("durationMs", report.took().toMillis());
    summary.set("transfer", JSON.valueToTree(report.transfer()));
    report
        .listingFailure()
        .ifPresent(failure -> summary.set("listingFailure", JSON.valueToTree(failure)));
    return json;
  }

  private static ObjectNode document(String status, Reference source, Reference target) {
    return JSON.createObjectNode()
        .put("status", status)
        .put("source", source.text())
        .put("target", target.text());
  }

  /** The source's digest, where the target's is that of an index of some platforms. */
  private static void addRebuilt(ObjectNode json, CopyReport report) {
    if (report.rebuilt()) {
      json.put("rebuiltFrom", report.sourceDigest().map(Digest::toString).orElse(null));
    }
  }

  private static void addReport(ObjectNode json, CopyReport report, Duration took) {
    Optional<Digest> digest = report.rebuilt() ? report.targetAfter() : report.sourceDigest();
    json.put("digest", digest.map(Digest::toString).orElse(null));
    addRebuilt(json, report);
    json.put("digestBefore", report.targetBefore().map(Digest::toString).orElse(null));
    json.put("digestAfter", report.targetAfter().map(Digest::toString).orElse(null));
    json.put("backupTag", report.backupTag().map(Tag::name).orElse(null));
    json.put("bytes", report.transfer().bytesWritten());
    json.put("durationMs", took.toMillis());
    json.set("transfer", JSON.valueToTree(report.transfer()));
    json.set("phases", JSON.valueToTree(report.phases()));
    json.put("referrers", report.referrers().size());
  }
}
