package io.waybill.bench.copy;

import java.util.List;
import java.util.Optional;

/**
 * What came of one case.
 *
 * @param copyCase the case
 * @param rows one for each contender
 */
record CaseResult(CopyCase copyCase, List<Row> rows) {
  /** The row of a contender that did it. */
  Optional<Row> find(String contender) {
    return rows.stream()
        .filter(row -> row.name().equals(contender) && row.failure().isEmpty())
        .findFirst();
  }
}
