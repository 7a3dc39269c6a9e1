package io.waybill.bench.gateway;

import io.waybill.embedded.EmbeddedKafka;
import java.nio.file.Path;

/** The embedded broker in a process of its own: {@code DIRECTORY}. Prints its address. */
public final class BrokerProcess {
  private BrokerProcess() {}

  /** Runs until it is told to end. */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    System.out.println(kafka.bootstrapServers());
    Thread.currentThread().join();
  }
}
