package io.waybill.embedded;

import java.nio.file.Path;

/** Runs a broker with one topic and one record until it is killed. */
final class KafkaUntilKilled {
  private KafkaUntilKilled() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]));
    KafkaClients clients = new KafkaClients(kafka);
    clients.createTopic("kept");
    clients.send("kept", "before the kill");
    System.out.println(kafka.bootstrapServers());
    Thread.currentThread().join();
  }
}
