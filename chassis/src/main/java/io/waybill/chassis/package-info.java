@NullMarked
package io.waybill.chassis;

import org.jspecify.annotations.NullMarked;
