@NullMarked
package io.waybill.chassis.kafka;

import org.jspecify.annotations.NullMarked;
