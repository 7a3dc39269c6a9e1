package io.waybill.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.JsonProblems;
import java.io.IOException;
import java.util.regex.Pattern;

/** Reads what people wrote: strictly, and with a sentence for each mistake. */
final class Bodies {
  private static final Pattern JSON_TYPE =
      Pattern.compile("(?i)application/([a-z0-9.-]+\\+)?json\\s*(;.*)?");

  private Bodies() {}

  /** The body; 400 where it is not JSON, 422 where it says something impossible. */
  static <T> T read(Request request, Class<T> type) {
    return convert(tree(request), type);
  }

  /** The body, which must be a JSON object. */
  static ObjectNode tree(Request request) {
    requireJson(request);
    if (request.body().length == 0) {
      throw new ProblemException(
          Problem.badRequest("The body is empty: a JSON object is expected here."));
    }
    JsonNode tree;
    try {
      tree = Json.strict().readTree(request.body());
    } catch (JsonProcessingException malformed) {
      throw new ProblemException(
          Problem.badRequest("The body cannot be read: " + JsonProblems.describe(malformed) + "."));
    } catch (IOException impossible) {
      throw new IllegalStateException("A body in memory cannot be read", impossible);
    }
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw new ProblemException(
        Problem.unprocessable("The body must be a JSON object, in braces, and is not."));
  }

  /** What says nothing is taken for JSON; a browser says what its form is. */
  private static void requireJson(Request request) {
    String type = request.header("Content-Type").orElse("application/json");
    if (!JSON_TYPE.matcher(type).matches()) {
      throw new ProblemException(
          Problem.unsupportedType(
              "The body is of type \"%s\": send JSON, with Content-Type: application/json."
                  .formatted(type)));
    }
  }

  static <T> T convert(ObjectNode tree, Class<T> type) {
    try {
      return Json.strict().treeToValue(tree, type);
    } catch (JsonProcessingException wrong) {
      Problem problem = Problem.unprocessable(JsonProblems.describe(wrong) + ".");
      String path = wrong instanceof JsonMappingException at ? JsonProblems.path(at) : "";
      throw new ProblemException(path.isEmpty() ? problem : problem.with("key", path));
    }
  }
}
