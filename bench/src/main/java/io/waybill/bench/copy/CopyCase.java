package io.waybill.bench.copy;

import java.time.Duration;

/** What is measured. */
enum CopyCase {
  /** One image of 4 layers of 256 MiB. */
  LARGE("large", "one image of 4 x 256 MiB", Corpus.LARGE, 1, false, Duration.ZERO),

  /** 200 images that share their base layers, to a target that has nothing. */
  MANY("many", "200 images, cold", Corpus.MANY, 1, false, Duration.ZERO),

  /** The same once more: there is nothing to do. */
  AGAIN("again", "200 images, nothing to do", Corpus.MANY, 1, true, Duration.ZERO),

  /** The same to three targets. */
  FANOUT("fanout", "200 images to three targets, cold", Corpus.MANY, 3, false, Duration.ZERO),

  /** The same over a distance. */
  DISTANT(
      "distant",
      "200 images, cold, 50 ms of round-trip time to both registries",
      Corpus.MANY,
      1,
      false,
      Duration.ofMillis(50));

  private final String text;
  private final String title;
  private final Corpus corpus;
  private final int targets;
  private final boolean repeated;
  private final Duration roundTrip;

  CopyCase(
      String text, String title, Corpus corpus, int targets, boolean repeated, Duration roundTrip) {
    this.text = text;
    this.title = title;
    this.corpus = corpus;
    this.targets = targets;
    this.repeated = repeated;
    this.roundTrip = roundTrip;
  }

  /** Its name on the command line. */
  String text() {
    return text;
  }

  String title() {
    return title;
  }

  Corpus corpus() {
    return corpus;
  }

  /** How many registries are copied to. */
  int targets() {
    return targets;
  }

  /** Whether the target has everything already, put there by the same contender. */
  boolean isRepeated() {
    return repeated;
  }

  /** The time to each registry and back. */
  Duration roundTrip() {
    return roundTrip;
  }

  /** Whether there is just one image to copy. */
  boolean isSingle() {
    return corpus.images() == 1;
  }
}
