package io.waybill.endtoend.chaos;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A moment of a copy, told by what passed between the worker and others: when the last of its
 * sightings is about to pass, the step has come.
 */
enum CopyStep {
  /** Nothing is done yet but to look. */
  SOURCE_RESOLVED,
  /** A blob is read, of which the target has nothing. */
  BLOB_READ,
  /** The target has an upload that nobody knows of. */
  UPLOAD_BEGUN,
  /** The target has a blob that nobody knows of. */
  BLOB_COMMITTED,
  /** All blobs are there, and no tag. */
  TAG_ABOUT_TO_BE_PUT,
  /** The tag is there, and nobody knows. */
  TAG_PUT,
  /** The tag is there, and is about to be read back. */
  READ_BACK,
  /** All is done, and nobody was told. */
  ABOUT_TO_BE_TOLD,
  /** History knows, the queue does not: the task is delivered again. */
  TOLD,
  /** The same, a moment later: whatever the worker tells the broker next. */
  ABOUT_TO_BE_ACKNOWLEDGED;

  /**
   * A piece that passes between the worker and another.
   *
   * @param other whom
   * @param toOther or back, on the connection of the sighting before
   * @param words what is in it
   */
  record Sighting(String other, boolean toOther, Pattern words) {}

  /** What is seen, in this order, when the step has come. */
  List<Sighting> sightings() {
    return switch (this) {
      case SOURCE_RESOLVED ->
          List.of(
              to("shanghai", "^(HEAD|GET) /v2/\\S+/manifests/"), from("shanghai", "^HTTP/1.1 200"));
      case BLOB_READ -> List.of(to("shanghai", "^GET /v2/\\S+/blobs/"));
      case UPLOAD_BEGUN ->
          List.of(
              to("frankfurt", "^POST /v2/\\S+/blobs/uploads"), from("frankfurt", "^HTTP/1.1 202"));
      case BLOB_COMMITTED ->
          List.of(
              to("frankfurt", "^(PUT|POST) /v2/\\S+/blobs/uploads\\S*[?&]digest="),
              from("frankfurt", "^HTTP/1.1 201"));
      case TAG_ABOUT_TO_BE_PUT -> List.of(putOfTheTag());
      case TAG_PUT -> List.of(putOfTheTag(), from("frankfurt", "^HTTP/1.1 201"));
      case READ_BACK ->
          List.of(
              putOfTheTag(),
              from("frankfurt", "^HTTP/1.1 201"),
              to("frankfurt", "^(HEAD|GET) /v2/\\S+/manifests/"));
      case ABOUT_TO_BE_TOLD -> List.of(fact());
      case TOLD -> List.of(fact(), from("broker", ""));
      case ABOUT_TO_BE_ACKNOWLEDGED -> List.of(fact(), from("broker", ""), to("broker", ""));
    };
  }

  private static Sighting putOfTheTag() {
    return to("frankfurt", "^PUT /v2/\\S+/manifests/v1 ");
  }

  private static Sighting fact() {
    return to("broker", "io\\.waybill\\.task\\.done\\.v1");
  }

  private static Sighting to(String other, String words) {
    return new Sighting(other, true, Pattern.compile(words));
  }

  private static Sighting from(String other, String words) {
    return new Sighting(other, false, Pattern.compile(words));
  }
}
