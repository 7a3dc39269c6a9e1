/**
 * How quickly questions about ten million records are answered: {@link
 * io.waybill.bench.history.HistoryBench}. PostgreSQL is the embedded one; the questions are asked
 * as the API asks them, without HTTP.
 */
@NullMarked
package io.waybill.bench.history;

import org.jspecify.annotations.NullMarked;
