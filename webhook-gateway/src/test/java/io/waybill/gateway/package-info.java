@NullMarked
package io.waybill.gateway;

import org.jspecify.annotations.NullMarked;
