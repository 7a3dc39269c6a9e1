package io.waybill.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Moments;
import io.waybill.cli.terminal.Table;
import io.waybill.cli.terminal.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Where the results of the client's commands are printed, in the format that was asked for: the API
 * says it in JSON, machines read that or the same in YAML, people read tables and sentences.
 */
final class Results {
  /** A format. */
  enum Format {
    /** For people. */
    TABLE,
    /** As the API says it. */
    JSON,
    /** The same, easier to read. */
    YAML
  }

  /** What the API takes for a task's id at the least; of millions seldom two begin alike. */
  private static final int SHORT_ID = 8;

  private final Surroundings surroundings;
  private final Format format;
  private boolean begun;

  Results(Surroundings surroundings, Format format) {
    this.surroundings = surroundings;
    this.format = format;
  }

  /** Whether tables and sentences are wanted. */
  boolean areForPeople() {
    return format == Format.TABLE;
  }

  /** The same, but a document where a table was asked for, because there is none of it. */
  Results asDocument() {
    return areForPeople() ? new Results(surroundings, Format.JSON) : this;
  }

  /** Prints the sentence to people, and to machines what the API said. */
  void say(String sentence, JsonNode answer) {
    if (areForPeople()) {
      surroundings.out().println(sentence);
    } else {
      document(answer);
    }
  }

  /** Prints the sentence to people; there is nothing to say to machines. */
  void tell(String sentence) {
    if (areForPeople()) {
      surroundings.out().println(sentence);
    }
  }

  /** Prints it as JSON or YAML; several one after the other are a stream of documents. */
  void document(JsonNode document) {
    if (begun && format == Format.YAML) {
      surroundings.out().println("---");
    }
    begun = true;
    surroundings.out().println(format == Format.YAML ? yaml(document) : document.toPrettyString());
  }

  /** A document of a stream that has no end: JSON in one line, YAML after a line of dashes. */
  String line(JsonNode document) {
    return format == Format.YAML ? "---\n" + yaml(document) : document.toString();
  }

  /** Prints what somebody sent, exactly as it came; on a terminal so that it commands nothing. */
  void bytes(byte[] bytes) {
    if (surroundings.terminal().isInteractive()) {
      surroundings.out().println(new String(bytes, StandardCharsets.UTF_8));
      return;
    }
    try {
      System.out.write(bytes);
      System.out.flush();
    } catch (IOException broken) {
      throw CommandFailure.failed("The body cannot be written: " + broken.getMessage(), broken);
    }
  }

  /** Prints it as a list in JSON or YAML. */
  void documents(List<JsonNode> documents) {
    document(Documents.array(documents));
  }

  /** Prints the table, cut to the width of a terminal, or the sentence where it has no rows. */
  void table(Table table, String ifEmpty) throws InterruptedException {
    if (table.isEmpty()) {
      surroundings.out().println(ifEmpty);
    } else if (surroundings.terminal().isInteractive()) {
      TerminalSize.refresh(surroundings.terminal());
      table.print(surroundings.out(), surroundings.terminal());
    } else {
      table.print(surroundings.out());
    }
  }

  /** A time of the API's, for a cell: on a terminal as people say it, else to the second. */
  String time(JsonNode time) {
    return surroundings.terminal().isInteractive()
        ? Moments.forPeople(time.asText())
        : Moments.toSeconds(time.asText());
  }

  /** A task's id, for a cell: on a terminal as much of it as the other commands need. */
  String taskId(JsonNode id) {
    String text = id.asText();
    return surroundings.terminal().isInteractive() && text.length() > SHORT_ID
        ? text.substring(0, SHORT_ID)
        : text;
  }

  private static String yaml(JsonNode document) {
    try {
      return Yaml.WRITER.writeValueAsString(document).strip();
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("What was read as JSON cannot be written as YAML", defect);
    }
  }

  /** Loaded when it is asked for. */
  private static final class Yaml {
    private static final ObjectMapper WRITER =
        new ObjectMapper(
            YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build());
  }
}
