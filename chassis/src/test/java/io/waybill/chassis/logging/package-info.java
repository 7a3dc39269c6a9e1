@NullMarked
package io.waybill.chassis.logging;

import org.jspecify.annotations.NullMarked;
