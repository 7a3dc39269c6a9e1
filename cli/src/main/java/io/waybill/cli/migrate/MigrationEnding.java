package io.waybill.cli.migrate;

import io.waybill.cli.ExitCodes;
import io.waybill.cli.copy.CopyNews;
import io.waybill.cli.copy.CopyTexts;
import io.waybill.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said when all passes have ended. The last line is image-migrator's, which scripts look
 * for.
 *
 * @param migration what ended
 * @param advisor says what to do about failures
 * @param faults what could not be written down, as sentences
 * @param terminal where it is said
 * @param log where it is said as well; null = nowhere
 */
record MigrationEnding(
    Migration migration,
    CopyNews.Advisor advisor,
    List<String> faults,
    Terminal terminal,
    @Nullable LogFile log) {

  /**
   * Tells it, and returns the exit code.
   *
   * @param written the file for what could not be copied, as the user names it
   * @param file the same file
   * @param read the one that was read in place of the images; null = none
   */
  int tell(Path written, Path file, @Nullable Path read) throws IOException {
    Sum sum = migration.sum();
    int failed = migration.leftovers().count();
    List<FailedRule> rules = migration.failedRules();
    say(
        migration.dryRun().isWanted()
            ? migration.dryRun().summary(sum.asReport(failed), "image")
            : CopyTexts.summary(sum.asReport(failed), "image"));
    if (sum.leftOut() > 0) {
      say(
          "%s left out, which have nothing for the platforms that are wanted."
              .formatted(CopyTexts.count(sum.leftOut(), "image")));
    }
    boolean left = failed > 0 || !rules.isEmpty();
    boolean complete = !left && migration.unfound().isEmpty();
    if (!complete) {
      tellFailures(rules);
    }
    if (!migration.dryRun().isWanted()) {
      if (left) {
        write(written, file, read);
      } else if (complete && read != null) {
        new FailedFile(read).removeOld();
      }
    }
    faults.forEach(this::say);
    boolean logged =
        tellLast(
            "Images(%d) migration finished, %d images tasks failed, %d tasks generate failed"
                .formatted(sum.found(), failed, rules.size()));
    return complete && faults.isEmpty() && logged ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /** Returns whether the log is whole; whether it is, shows when it has its last line. */
  private boolean tellLast(String line) {
    Optional<String> fault = Optional.empty();
    if (log != null) {
      log.terminal().line(line);
      fault = log.fault();
    }
    fault.ifPresent(terminal::line);
    terminal.line(line);
    return fault.isEmpty();
  }

  private void write(Path written, Path file, @Nullable Path read) throws IOException {
    new FailedFile(file)
        .write(migration.leftovers(), migration.failedRules(), read)
        .ifPresent(
            kept ->
                say(
                    "%s was there already and names what has not failed now: it is kept as %s."
                        .formatted(
                            written, written.resolveSibling(String.valueOf(kept.getFileName())))));
    say(
        "%s has what could not be copied, and why. When that is mended: the same command with --retry-failed%s."
            .formatted(
                written, written.toString().equals(OutputOptions.FAILED) ? "" : " " + written));
  }

  private void tellFailures(List<FailedRule> rules) {
    say("Not everything could be copied, for these reasons:");
    migration
        .unfound()
        .ifPresent(why -> say("  - Not all images could be found: " + CopyTexts.failure(why)));
    migration.reasons().forEach(reason -> say("  - " + reason));
    for (FailedRule rule : rules) {
      say(
          "  - The tags of %s (%s, line %d) could not be listed: %s"
              .formatted(
                  rule.source(),
                  rule.rule().file(),
                  rule.rule().line(),
                  CopyTexts.failure(
                      advisor.advise(
                          rule.failure(), List.of(rule.rule().source().repository().registry())))));
    }
  }

  private void say(String line) {
    if (log != null) {
      log.terminal().line(line);
    }
    terminal.line(line);
  }
}
