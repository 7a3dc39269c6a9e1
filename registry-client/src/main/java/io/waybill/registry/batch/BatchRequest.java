package io.waybill.registry.batch;

import io.waybill.registry.copy.CopyRequest;
import java.util.function.UnaryOperator;

/**
 * Many copies on the same terms.
 *
 * @param images what is copied where
 * @param terms what each copy is asked to be beyond source and target: its policy, referrers, its
 *     time limit
 * @param imagesInParallel images under way at once, at least 1; each to all its targets
 */
public record BatchRequest(
    ImageLister images, UnaryOperator<CopyRequest> terms, int imagesInParallel) {
  /**
   * 32 images: over a long line a fifth quicker than 16, and on two cores no slower. How much is
   * asked of a registry at once is not decided here, but by its answers.
   */
  public static final int DEFAULT_PARALLEL = 32;

  /** Checks the number. */
  public BatchRequest {
    if (imagesInParallel < 1) {
      throw new IllegalArgumentException(
          "A batch needs at least one image at a time: " + imagesInParallel);
    }
  }

  /** Copies that move the target tags, 32 images at a time. */
  public static BatchRequest of(ImageLister images) {
    return new BatchRequest(images, UnaryOperator.identity(), DEFAULT_PARALLEL);
  }

  /** The same on other terms. */
  public BatchRequest withTerms(UnaryOperator<CopyRequest> other) {
    return new BatchRequest(images, other, imagesInParallel);
  }

  /** The same with so many images at a time. */
  public BatchRequest withImagesInParallel(int number) {
    return new BatchRequest(images, terms, number);
  }
}
