/**
 * A server that stands in for a token server or a cloud: it answers what the test recorded of its
 * documentation, and keeps each request whole. Its entry type is {@link
 * io.waybill.registry.recorded.RecordedServer}.
 */
@NullMarked
package io.waybill.registry.recorded;

import org.jspecify.annotations.NullMarked;
