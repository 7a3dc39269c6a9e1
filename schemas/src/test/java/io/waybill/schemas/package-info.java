@NullMarked
package io.waybill.schemas;

import org.jspecify.annotations.NullMarked;
