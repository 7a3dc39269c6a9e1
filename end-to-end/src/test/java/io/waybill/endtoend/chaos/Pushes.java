package io.waybill.endtoend.chaos;

import io.waybill.endtoend.chaos.ChaosPlan.Delivery;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.util.Set;

/** Pushes images to shanghai for one rule, one after the other, and tells the gateway of each. */
final class Pushes implements AutoCloseable {
  private static final int REPOSITORIES = 3;

  private final ChaosLandscape landscape;
  private final String rule;
  private final SampleImages images;
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final Sender sender;
  private int count;

  Pushes(ChaosLandscape landscape, String rule) {
    this.landscape = landscape;
    this.rule = rule;
    this.images = new SampleImages(rule.hashCode());
    this.sender = new Sender(landscape);
  }

  /** How many there were. */
  int count() {
    return count;
  }

  /** The repository and tag of a push. */
  static String name(String rule, int number) {
    return repository(rule, number) + ":v" + number;
  }

  private static String repository(String rule, int number) {
    return rule + "/app" + number % REPOSITORIES;
  }

  Sender sender() {
    return sender;
  }

  /** Pushes one more, to a tag of its own. */
  void push() throws RegistryException {
    int number = count++;
    String repository = repository(rule, number);
    SampleImage image = images.get(repository, number % SampleImages.COUNT);
    String tag = "v" + number;
    Reference source =
        Reference.parse(landscape.registry("shanghai").address() + "/" + name(rule, number));
    image.push(clients, (TagReference) source);
    sender.tell(
        new Event(
            rule + "-" + number,
            repository,
            tag,
            image.digest().toString(),
            Delivery.ONCE,
            number % 2 == 0));
  }

  @Override
  public void close() {
    sender.giveUp();
    clients.close();
  }
}
