/**
 * What happens, told while it happens: {@link io.waybill.api.live.LiveRecords} follows the topics
 * of facts and of progress beside the recorder, in every process of the API, and tells each {@link
 * io.waybill.api.live.Listener} what it asked for, once the database shows it.
 *
 * <p>May import the records; knows nothing of HTTP.
 */
@NullMarked
package io.waybill.api.live;

import org.jspecify.annotations.NullMarked;
