package io.waybill.registry.batch;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.ListReader;
import java.util.List;

/** Says which images a batch is made of, one after the other. */
@FunctionalInterface
public interface ImageLister {
  /**
   * Hands all images to the reader, which may let it wait.
   *
   * @throws RegistryException where not all of them can be found; what was handed over counts
   */
  void list(ListReader<BatchImage> reader) throws RegistryException;

  /** These images. */
  static ImageLister of(List<BatchImage> images) {
    List<BatchImage> all = List.copyOf(images);
    return reader -> {
      for (BatchImage image : all) {
        reader.read(image);
      }
    };
  }
}
