package io.waybill.endtoend.chaos;

import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.sample.SampleImageBuilder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The few images that are pushed again and again; with other seeds they are others. */
final class SampleImages {
  /** How many there are of each kind. */
  static final int COUNT = 6;

  private static final int SMALL_LAYER = 24 << 10;

  /** Two of them are more than the workers' threshold for the bulk lane. */
  private static final int LARGE_LAYER = 700 << 10;

  private final long seed;
  private final Map<String, SampleImage> built = new ConcurrentHashMap<>();

  SampleImages(long seed) {
    this.seed = seed;
  }

  /** The image of this number, in the kind of this repository. */
  SampleImage get(String repository, int number) {
    boolean large = repository.endsWith("large");
    return built.computeIfAbsent(
        (large ? "large-" : "small-") + number, key -> build(number, large));
  }

  private SampleImage build(int number, boolean large) {
    SampleImageBuilder builder = SampleImage.builder(seed * 1_000 + number);
    if (large) {
      return builder.platforms("linux/amd64").layers(2, LARGE_LAYER).build();
    }
    builder.layers(2, SMALL_LAYER);
    return switch (number % 3) {
      case 0 -> builder.platforms("linux/amd64", "linux/arm64").signed().build();
      case 1 -> builder.platforms("linux/amd64", "linux/arm64").withSbom().build();
      default -> builder.platforms("linux/amd64").build();
    };
  }
}
