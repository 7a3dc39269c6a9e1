package io.waybill.schemas.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.lang.reflect.Executable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says in a sentence, to the person who wrote it, what is wrong with a JSON document: where it is
 * wrong ({@code targets[1].registry}), what was expected, what was found. No Java type is named.
 */
public final class JsonProblems {
  private static final int SHOWN = 120;
  private static final Pattern MISSING =
      Pattern.compile("^Missing (?:required )?creator property '([^']+)'");
  private static final Pattern SCALAR =
      Pattern.compile(" value \\((?!token |no )(.*?)\\)(?: to `| value |;|$)", Pattern.DOTALL);
  private static final Pattern TOKEN = Pattern.compile("(?:JsonToken\\.| from )([A-Z][A-Za-z_]+)");
  private static final Pattern CODE_POINT = Pattern.compile(" \\(code \\d+[^)]*\\)");
  private static final Pattern MARKER =
      Pattern.compile(" \\((?:start marker )?at \\[.*", Pattern.DOTALL);

  private JsonProblems() {}

  /**
   * The sentence, without a full stop at its end.
   *
   * @param problem what a mapper of {@link Json} threw
   */
  public static String describe(JsonProcessingException problem) {
    return switch (problem) {
      case StreamConstraintsException limit ->
          "the document is nested too deeply or has too long a text" + place(limit);
      case StreamReadException end when words(end).startsWith("Unexpected end-of-input") ->
          "the document ends too early: a brace, a bracket or a quote is not closed" + place(end);
      case StreamReadException malformed ->
          "the document is not valid JSON" + place(malformed) + ": " + words(malformed);
      case UnrecognizedPropertyException unknown ->
          at(path(unknown, 1), unknownKey(unknown.getPropertyName(), known(unknown)));
      case InvalidNullException empty -> at(path(empty, 0), "a value is needed, not null");
      case MismatchedInputException mismatch -> mismatch(mismatch);
      case JsonMappingException refused when refused.getCause() != null ->
          at(path(refused, 0), refusal(refused));
      case JsonMappingException refused -> at(path(refused, 0), words(refused));
      default -> "the document cannot be read" + place(problem) + ": " + words(problem);
    };
  }

  /** Where in the document: {@code targets[1].registry}; empty for its outermost value. */
  public static String path(JsonMappingException problem) {
    return path(problem, 0);
  }

  private static String mismatch(MismatchedInputException problem) {
    String words = words(problem);
    Matcher missing = MISSING.matcher(words);
    if (missing.find()) {
      return at(path(problem, 1), missing.group(1) + " is missing");
    }
    if (words.startsWith("No content")) {
      return "the document is empty";
    }
    if (words.startsWith("Trailing token")) {
      return "the document has more than one value: something follows its end" + place(problem);
    }
    String expected = expected(problem.getTargetType());
    String found = found(problem);
    String hint = expected.equals("a text") && isBare(found) ? ": put it in quotes" : "";
    return at(path(problem, 0), "expected " + expected + ", found " + found + hint);
  }

  /** What a constructor of ours said is written for people already. */
  private static String refusal(JsonMappingException problem) {
    Throwable cause = Objects.requireNonNull(problem.getCause());
    if (cause instanceof InputCoercionException) {
      return "the number is too large or too small";
    }
    boolean ours = cause instanceof IllegalArgumentException && cause.getMessage() != null;
    return ours ? Objects.requireNonNull(cause.getMessage()) : "the value cannot be used here";
  }

  private static String unknownKey(String key, List<String> known) {
    String all = known.isEmpty() ? "" : "; known are " + String.join(", ", known);
    return "unknown key \""
        + shorten(key)
        + "\""
        + nearest(key, known)
            .map(name -> " (did you mean \"" + name + "\"?)")
            .findFirst()
            .orElse("")
        + all;
  }

  private static List<String> known(UnrecognizedPropertyException problem) {
    Collection<Object> ids = problem.getKnownPropertyIds();
    return ids == null ? List.of() : ids.stream().map(String::valueOf).sorted().toList();
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "another value";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> Json.strict().convertValue(constant, String.class))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == Double.class || type == double.class || type == Float.class) {
      return "a number";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a whole number";
    }
    if (type == Instant.class) {
      return "a time such as 2026-11-22T03:00:00Z";
    }
    if (type == UUID.class) {
      return "a UUID such as 123e4567-e89b-12d3-a456-426614174000";
    }
    if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return isText(type) ? "a text" : "an object";
  }

  /** Names, patterns and quantities are objects to us and texts to whoever writes them. */
  private static boolean isText(Class<?> type) {
    return type == String.class
        || Stream.<Executable>concat(
                Arrays.stream(type.getDeclaredMethods()),
                Arrays.stream(type.getDeclaredConstructors()))
            .filter(creator -> creator.isAnnotationPresent(JsonCreator.class))
            .anyMatch(
                creator ->
                    Arrays.equals(creator.getParameterTypes(), new Class<?>[] {String.class}));
  }

  private static String found(MismatchedInputException problem) {
    if (problem instanceof InvalidFormatException format && format.getValue() != null) {
      Object value = format.getValue();
      return value instanceof String
          ? "\"" + shorten(value.toString()) + "\""
          : shorten(value.toString());
    }
    String words = words(problem);
    Matcher scalar = SCALAR.matcher(words);
    if (scalar.find()) {
      return shorten(scalar.group(1)).replace('\'', '"');
    }
    Matcher token = TOKEN.matcher(words);
    return switch (token.find() ? token.group(1) : "") {
      case "START_OBJECT", "FIELD_NAME", "END_OBJECT", "Object" -> "an object";
      case "START_ARRAY", "Array" -> "a list";
      case "VALUE_STRING", "String" -> "a text";
      case "VALUE_NUMBER_INT", "VALUE_NUMBER_FLOAT" -> "a number";
      case "VALUE_TRUE" -> "true";
      case "VALUE_FALSE" -> "false";
      default -> words.contains("null") ? "null" : "something else";
    };
  }

  private static boolean isBare(String found) {
    return found.equals("a number") || found.matches("-?[0-9.]+|true|false");
  }

  private static String path(JsonMappingException problem, int without) {
    StringBuilder path = new StringBuilder();
    List<JsonMappingException.Reference> steps = problem.getPath();
    for (JsonMappingException.Reference step :
        steps.subList(0, Math.max(0, steps.size() - without))) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(shorten(step.getFieldName()));
      }
    }
    return path.toString();
  }

  private static String at(String path, String sentence) {
    return path.isEmpty() ? sentence : path + ": " + sentence;
  }

  private static String place(JsonProcessingException problem) {
    JsonLocation location = problem.getLocation();
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  private static String words(JsonProcessingException problem) {
    String original = problem.getOriginalMessage();
    if (original == null) {
      return "no reason is known";
    }
    String readable = MARKER.matcher(CODE_POINT.matcher(original).replaceAll("")).replaceAll("");
    return readable.lines().findFirst().orElse("").strip();
  }

  /** The known names that a slip of the fingers could have meant, the nearest first. */
  private static Stream<String> nearest(String name, List<String> known) {
    return name.length() > SHOWN
        ? Stream.empty()
        : known.stream()
            .filter(
                other ->
                    distance(name, other)
                        <= Math.max(1, Math.min(name.length(), other.length()) / 3))
            .sorted(java.util.Comparator.comparingInt(other -> distance(name, other)));
  }

  /** Levenshtein's distance, in which upper and lower case are the same. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int above = row[j];
        boolean same =
            Character.toLowerCase(one.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1));
        row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
        diagonal = above;
      }
    }
    return row[other.length()];
  }

  private static String shorten(String text) {
    String oneLine = text.replaceAll("\\p{Cntrl}", "?");
    return oneLine.length() <= SHOWN ? oneLine : oneLine.substring(0, SHOWN) + "...";
  }
}
