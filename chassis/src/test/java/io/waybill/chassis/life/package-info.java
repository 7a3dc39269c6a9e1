@NullMarked
package io.waybill.chassis.life;

import org.jspecify.annotations.NullMarked;
