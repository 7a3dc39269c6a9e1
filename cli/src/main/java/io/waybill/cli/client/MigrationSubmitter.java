package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.migrate.Submitter;
import io.waybill.cli.roles.ConfigOptions;
import io.waybill.cli.terminal.Counted;

/** Gives migrations to the API, and follows them. */
public final class MigrationSubmitter implements Submitter {
  private final Surroundings surroundings;

  /** With these surroundings. */
  public MigrationSubmitter(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public int submit(Submission submission) throws ConfigException, InterruptedException {
    try (ApiClient client =
        ApiOptions.connect(submission.api(), new ConfigOptions(), surroundings)) {
      JsonNode made = client.post(Migrations.MIGRATIONS, submission.wish());
      String id = made.path("id").asText();
      surroundings
          .out()
          .println(
              "Submitted the migration %s, of %s. See waybill migrations show %s.%s"
                  .formatted(
                      id,
                      Counted.of(submission.wish().path("parts").size(), "part"),
                      id,
                      submission.waits() ? " Ctrl-C ends the waiting; it goes on." : ""));
      surroundings.out().flush();
      if (!submission.waits()) {
        return ExitCodes.OK;
      }
      JsonNode ended = Migrations.awaitEnd(client, id, surroundings.terminal());
      Migrations.print(client, ended, surroundings.out());
      MigrationReport.write(client, id, submission.reports(), surroundings);
      return Migrations.exitCode(ended);
    }
  }
}
