/**
 * Reading topics: {@link io.waybill.api.topics.TopicFollower} hands a topic's records on in batches
 * and waits out what fails; {@link io.waybill.api.topics.TopicKeys} reads a compacted topic to its
 * end. May import schemas, the chassis and {@code io.waybill.api.database} (to know an outage).
 */
@NullMarked
package io.waybill.api.topics;

import org.jspecify.annotations.NullMarked;
