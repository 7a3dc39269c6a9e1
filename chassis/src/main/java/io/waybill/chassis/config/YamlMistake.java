package io.waybill.chassis.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a text is not YAML, in the words of people. The parser's own message shows the place again
 * and again over several lines, and counts lines from where the broken thing began.
 *
 * @param what what is wrong, without a full stop
 * @param line the line on which that was found, from 1
 */
public record YamlMistake(String what, int line) {
  private static final Pattern PLACE = Pattern.compile("line (\\d+), column \\d+:");
  private static final Pattern FINDING = Pattern.compile("^(found|expected|mapping values) .*");

  /** What the parser complained about. */
  public static YamlMistake of(JsonProcessingException malformed) {
    List<String> lines = String.valueOf(malformed.getOriginalMessage()).lines().toList();
    String finding = lines.isEmpty() ? "" : lines.getFirst();
    int place = malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr();
    for (String line : lines) {
      if (FINDING.matcher(line).matches()) {
        finding = line;
      }
      Matcher found = PLACE.matcher(line);
      if (found.find()) {
        place = Integer.parseInt(found.group(1));
      }
    }
    return new YamlMistake(explain(finding), Math.max(1, place));
  }

  private static String explain(String finding) {
    if (finding.contains("(TAB)")) {
      return "the line is indented with a tab, where YAML wants spaces";
    }
    if (finding.contains("stream end") || finding.contains("end of stream")) {
      return "the text ends too early: a brace, a bracket or a quote is not closed";
    }
    if (finding.startsWith("mapping values")) {
      return "a \":\" is where no key can be: look at the indentation, or put quotes around the"
          + " value";
    }
    return finding.replaceFirst("\\. \\(Do not use .*", "");
  }
}
