@NullMarked
package io.waybill.chassis.identity;

import org.jspecify.annotations.NullMarked;
