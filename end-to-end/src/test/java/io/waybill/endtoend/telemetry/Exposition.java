package io.waybill.endtoend.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} answers, read: Prometheus' text format. */
public final class Exposition {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+.*");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /**
   * A metric with all its samples.
   *
   * @param role who publishes it
   * @param type counter, gauge, histogram, summary
   * @param name as Prometheus knows it, without a histogram's suffixes
   * @param labels what its samples are told apart by, without {@code role} and {@code le}
   */
  public record Family(String role, String type, String name, SortedSet<String> labels) {
    /** A line of the golden file. */
    public String line() {
      return "%s %s %s{%s}".formatted(role, type, name, String.join(",", labels));
    }
  }

  private Exposition() {}

  /** The families of a scrape, each once for each set of labels that its samples have. */
  public static List<Family> families(String scrape) {
    List<Family> families = new ArrayList<>();
    String type = "";
    String name = "";
    for (String line : scrape.lines().toList()) {
      Matcher declared = TYPE.matcher(line);
      if (declared.matches()) {
        name = declared.group(1);
        type = declared.group(2);
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      if (line.startsWith("#") || !sample.matches()) {
        continue;
      }
      Family family = family(type, name, sample.group(2) == null ? "" : sample.group(2));
      if (!families.contains(family)) {
        families.add(family);
      }
    }
    return families;
  }

  private static Family family(String type, String name, String labels) {
    String role = "";
    SortedSet<String> keys = new TreeSet<>();
    Matcher label = LABEL.matcher(labels);
    while (label.find()) {
      if (label.group(1).equals("role")) {
        role = label.group(2);
      } else if (!label.group(1).equals("le")) {
        keys.add(label.group(1));
      }
    }
    return new Family(role, type, name, keys);
  }
}
