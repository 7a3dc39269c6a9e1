package io.waybill.bench.copy;

import java.util.List;
import java.util.stream.IntStream;

/** Images of one shape. */
enum Corpus {
  /** One image of 1 GiB. */
  LARGE(1, 1, 0, 0, 4, 256 * 1024 * 1024),

  /** 200 images of 26 MiB, of which 25 MiB are the same in all. */
  MANY(5, 40, 5, 5 * 1024 * 1024, 3, 200 * 1024);

  private final int repositories;
  private final int tags;
  private final int sharedLayers;
  private final int sharedLayerBytes;
  private final int ownLayers;
  private final int ownLayerBytes;

  Corpus(
      int repositories,
      int tags,
      int sharedLayers,
      int sharedLayerBytes,
      int ownLayers,
      int ownLayerBytes) {
    this.repositories = repositories;
    this.tags = tags;
    this.sharedLayers = sharedLayers;
    this.sharedLayerBytes = sharedLayerBytes;
    this.ownLayers = ownLayers;
    this.ownLayerBytes = ownLayerBytes;
  }

  /** {@code bench/app1} and so on; each has the same tags. */
  List<String> repositories() {
    return IntStream.rangeClosed(1, repositories).mapToObj(number -> "bench/app" + number).toList();
  }

  /** {@code v1} and so on. */
  List<String> tags() {
    return IntStream.rangeClosed(1, tags).mapToObj(number -> "v" + number).toList();
  }

  int images() {
    return repositories * tags;
  }

  /** How many layers all images of all repositories have. */
  int sharedLayers() {
    return sharedLayers;
  }

  int sharedLayerBytes() {
    return sharedLayerBytes;
  }

  /** How many layers only one image has. */
  int ownLayers() {
    return ownLayers;
  }

  int ownLayerBytes() {
    return ownLayerBytes;
  }
}
