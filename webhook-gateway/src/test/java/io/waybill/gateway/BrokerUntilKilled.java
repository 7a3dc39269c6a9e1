package io.waybill.gateway;

import io.waybill.embedded.EmbeddedKafka;
import java.nio.file.Path;

/**
 * A broker in a process of its own: {@code DIRECTORY PORT}. Prints a line when it takes requests.
 */
final class BrokerUntilKilled {
  private BrokerUntilKilled() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedKafka kafka =
        EmbeddedKafka.builder(Path.of(arguments[0])).port(Integer.parseInt(arguments[1])).start();
    System.out.println(kafka.bootstrapServers());
    // Ends when the test is gone that started it, however that went.
    var _ = System.in.read();
    System.exit(143);
  }
}
