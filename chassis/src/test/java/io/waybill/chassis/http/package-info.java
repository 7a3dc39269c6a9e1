@NullMarked
package io.waybill.chassis.http;

import org.jspecify.annotations.NullMarked;
