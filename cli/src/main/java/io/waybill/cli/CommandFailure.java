package io.waybill.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends a command: what to tell the person, in sentences, and the exit code. It never shows a stack
 * trace; where a defect may be behind it, the cause goes to the log.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final transient List<String> details;
  private final String end;

  private CommandFailure(
      int exitCode, String sentence, List<String> details, String end, @Nullable Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
    this.details = List.copyOf(details);
    this.end = end;
  }

  /** The work was tried and did not succeed: exit code 1. */
  public static CommandFailure failed(String sentence) {
    return new CommandFailure(ExitCodes.FAILED, sentence, List.of(), "", null);
  }

  /** The same with one line for each thing that there is to say of it. */
  public static CommandFailure failed(String sentence, List<String> details) {
    return new CommandFailure(ExitCodes.FAILED, sentence, details, "", null);
  }

  /** The work was tried and did not succeed, because of the cause: exit code 1. */
  public static CommandFailure failed(String sentence, Throwable cause) {
    return new CommandFailure(ExitCodes.FAILED, sentence, List.of(), "", cause);
  }

  /** The command line or the configuration is wrong: exit code 2. */
  public static CommandFailure usage(String sentence) {
    return new CommandFailure(ExitCodes.USAGE, sentence, List.of(), "", null);
  }

  /** The same with one line for each thing that is wrong. */
  public static CommandFailure usage(String sentence, List<String> problems) {
    return new CommandFailure(ExitCodes.USAGE, sentence, problems, "", null);
  }

  /** Something that is needed is not there: exit code 3. */
  public static CommandFailure unavailable(String sentence, Throwable cause) {
    return new CommandFailure(ExitCodes.UNAVAILABLE, sentence, List.of(), "", cause);
  }

  /** The same with one more line for the person. */
  public CommandFailure withDetail(String detail) {
    List<String> more = new java.util.ArrayList<>(details);
    more.add(detail);
    return new CommandFailure(exitCode, sentence(), more, end, getCause());
  }

  /** The same with a sentence below all lines: what to do now. */
  public CommandFailure withEnd(String advice) {
    return new CommandFailure(exitCode, sentence(), details, advice, getCause());
  }

  /** Whether something that is needed is not there, at the moment. */
  public boolean isUnavailable() {
    return exitCode == ExitCodes.UNAVAILABLE;
  }

  /** What the command line ends with. */
  public int exitCode() {
    return exitCode;
  }

  /** What went wrong: a sentence. */
  public String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /** Further lines, one for each problem; may be empty. */
  public List<String> details() {
    return details;
  }

  /** A last sentence; may be empty. */
  public String end() {
    return end;
  }
}
