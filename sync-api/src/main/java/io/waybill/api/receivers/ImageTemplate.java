package io.waybill.api.receivers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a workload calls its image: a text with {@code {host}}, {@code {repository}}, {@code {tag}}
 * and {@code {digest}}.
 *
 * @param text the template
 */
public record ImageTemplate(@JsonValue String text) {
  private static final int LONGEST = 500;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._/:@-]*");

  /** The image that has arrived and no other. */
  public static final ImageTemplate BY_DIGEST = new ImageTemplate("{host}/{repository}@{digest}");

  /** Refuses placeholders that nothing can be put into, and what no image is called. */
  @JsonCreator
  public ImageTemplate {
    Matcher placeholders = PLACEHOLDER.matcher(text);
    while (placeholders.find()) {
      if (!placeholders.group(1).matches("host|repository|tag|digest")) {
        throw new IllegalArgumentException(
            "there is no {%s}; there are {host}, {repository}, {tag} and {digest}"
                .formatted(placeholders.group(1)));
      }
    }
    String literal = PLACEHOLDER.matcher(text).replaceAll("x");
    if (text.isEmpty() || text.length() > LONGEST || !LITERAL.matcher(literal).matches()) {
      throw new IllegalArgumentException(
          "an image is called like {host}/{repository}@{digest}, not \"" + text + "\"");
    }
    if (!text.contains("{tag}") && !text.contains("{digest}")) {
      throw new IllegalArgumentException(
          "without {tag} or {digest} the image would be called the same for ever, and nothing"
              + " would be rolled out");
    }
  }

  /**
   * What the image is called.
   *
   * @param host where the registry is: host and port
   * @throws IllegalArgumentException when the target has no tag and the template wants one; the
   *     message is a sentence without its end
   */
  public String render(String host, Reference target, Digest digest) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    switch (found.group(1)) {
                      case "host" -> host;
                      case "repository" -> target.repository().path();
                      case "tag" -> tag(target);
                      default -> digest.toString();
                    }));
  }

  private String tag(Reference target) {
    if (target instanceof TagReference tagged) {
      return tagged.tag().name();
    }
    throw new IllegalArgumentException(
        "The image %s has no tag, and the template %s asks for one".formatted(target.text(), text));
  }

  @Override
  public String toString() {
    return text;
  }
}
