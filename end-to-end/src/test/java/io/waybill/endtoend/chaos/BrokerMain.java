package io.waybill.endtoend.chaos;

import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.Ports;
import java.nio.file.Path;

/**
 * A broker in a process of its own, with three listeners: {@code DIRECTORY PORT ONE ONE-SEEN TWO
 * TWO-SEEN}. It tells clients of listener ONE to connect to ONE-SEEN, which is a line to it that
 * can be broken, and likewise those of TWO.
 */
final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] arguments) throws Exception {
    String port = arguments[1];
    int controller = Ports.free();
    String listeners = "PLAINTEXT://127.0.0.1:%s,ONE://127.0.0.1:%s,TWO://127.0.0.1:%s";
    EmbeddedKafka kafka =
        EmbeddedKafka.builder(Path.of(arguments[0]))
            .port(Integer.parseInt(port))
            .property("controller.quorum.voters", "1@127.0.0.1:" + controller)
            .property(
                "listeners",
                listeners.formatted(port, arguments[2], arguments[4])
                    + ",CONTROLLER://127.0.0.1:"
                    + controller)
            .property("advertised.listeners", listeners.formatted(port, arguments[3], arguments[5]))
            .property(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,ONE:PLAINTEXT,TWO:PLAINTEXT,CONTROLLER:PLAINTEXT")
            .start();
    // Kafka's own start script has such a hook as well; the status tells that it came to its end.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  kafka.close();
                  Runtime.getRuntime().halt(0);
                }));
    System.out.println(kafka.bootstrapServers());
    Thread.currentThread().join();
  }
}
