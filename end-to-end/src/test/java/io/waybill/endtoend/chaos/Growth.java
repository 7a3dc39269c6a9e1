package io.waybill.endtoend.chaos;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether something grows, as a series of looks at it tells. The first third does not count: until
 * then caches fill and slots are added. Of each tenth of the rest the least is taken, which for a
 * heap is what is left after a collection, and a line is laid through these.
 *
 * @param least of each tenth
 */
record Growth(List<Double> least) {
  private static final int PIECES = 10;

  /** What the looks tell, in the order of their times. */
  static Growth of(List<Double> looks) {
    List<Double> counted = looks.subList(looks.size() / 3, looks.size());
    int pieces = Math.min(PIECES, counted.size());
    return new Growth(
        IntStream.range(0, pieces)
            .mapToObj(
                piece ->
                    counted
                        .subList(
                            piece * counted.size() / pieces, (piece + 1) * counted.size() / pieces)
                        .stream()
                        .min(Double::compare)
                        .orElse(0.0))
            .toList());
  }

  /** How much more there is at the end of the line than at its beginning. */
  double total() {
    return slope() * Math.max(0, least.size() - 1);
  }

  /**
   * Whether that is more than nothing.
   *
   * @param slack so much is nothing, whatever there is
   * @param share so much of what there is is nothing as well
   */
  boolean isMoreThan(double slack, double share) {
    double mean = least.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    return total() > slack + share * mean;
  }

  /** Of the line with the least squares, for each step. */
  private double slope() {
    double middle = (least.size() - 1) / 2.0;
    double above = 0;
    double below = 0;
    for (int i = 0; i < least.size(); i++) {
      above += (i - middle) * least.get(i);
      below += (i - middle) * (i - middle);
    }
    return below == 0 ? 0 : above / below;
  }

  @Override
  public String toString() {
    return least.stream()
        .map(each -> String.format(Locale.ROOT, "%.0f", each))
        .collect(Collectors.joining(" "));
  }
}
