package io.waybill.api.rest;

import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which part of a list is asked for.
 *
 * @param limit how many items at most
 * @param after where the page before ended, as the list itself wrote it
 */
record PageRequest(int limit, Optional<String> after) {
  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 500;

  /**
   * Reads {@code limit} and {@code cursor}, and refuses parameters that the list does not know.
   *
   * @param list what the cursor must have been made by
   */
  static PageRequest of(Request request, String list, Set<String> filters) {
    Set<String> known = new TreeSet<>(filters);
    known.add("limit");
    known.add("cursor");
    refuseUnknown(request, known);
    return new PageRequest(
        request.query("limit").map(PageRequest::limit).orElse(DEFAULT_LIMIT),
        request.query("cursor").map(cursor -> decode(list, cursor)));
  }

  /** A filter that is silently not applied shows the wrong things. */
  static void refuseUnknown(Request request, Set<String> known) {
    for (String name : request.queryNames()) {
      if (!known.contains(name)) {
        throw new ProblemException(
            Problem.badRequest(
                "There is no parameter \"%s\" here; known are %s."
                    .formatted(name, String.join(", ", known))));
      }
    }
  }

  /** What a caller hands back to get the page after this place. */
  static String cursor(String list, String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((list + ":" + place).getBytes(StandardCharsets.UTF_8));
  }

  static ProblemException badCursor() {
    return new ProblemException(
        Problem.badRequest(
            "The cursor was not made by this list: take nextCursor of the page before as it is, or"
                + " leave cursor out to begin anew."));
  }

  private static int limit(String text) {
    if (text.matches("[0-9]{1,4}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    throw new ProblemException(
        Problem.badRequest(
            "limit must be a whole number from 1 to %d, not \"%s\".".formatted(MAX_LIMIT, text)));
  }

  private static String decode(String list, String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (text.startsWith(list + ":")) {
        return text.substring(list.length() + 1);
      }
    } catch (IllegalArgumentException notBase64) {
      throw badCursor();
    }
    throw badCursor();
  }
}
