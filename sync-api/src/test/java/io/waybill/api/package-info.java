/** Tests of the control plane, on a real PostgreSQL and a real Kafka. */
@NullMarked
package io.waybill.api;

import org.jspecify.annotations.NullMarked;
