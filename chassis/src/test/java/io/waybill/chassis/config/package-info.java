@NullMarked
package io.waybill.chassis.config;

import org.jspecify.annotations.NullMarked;
