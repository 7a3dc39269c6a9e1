package io.waybill.cli.migrate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.config.ConfigException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives migrations to a running Waybill. */
@FunctionalInterface
public interface Submitter {
  /**
   * A migration that a running Waybill is to do.
   *
   * @param wish what its API is asked for
   * @param api the API's address; null = what variables and configuration say
   * @param waits whether the command waits for its end
   * @param reports what became of every image is written there at its end
   */
  record Submission(ObjectNode wish, @Nullable String api, boolean waits, List<Path> reports) {
    /** Keeps a copy of the list. */
    public Submission {
      reports = List.copyOf(reports);
    }
  }

  /** Gives it, and says what the command ends with. */
  int submit(Submission submission) throws ConfigException, InterruptedException;
}
