/**
 * What happened: the facts that make up history, in the order in which they became true.
 *
 * <p>The entry type is the sealed {@link io.waybill.schemas.records.TaskFact}. Facts are
 * append-only; everything that PostgreSQL holds about tasks can be built from them again. Imports
 * names, tasks, failures and Jackson's annotations.
 */
@NullMarked
package io.waybill.schemas.records;

import org.jspecify.annotations.NullMarked;
