@NullMarked
package io.waybill.api.clock;

import org.jspecify.annotations.NullMarked;
