@NullMarked
package io.waybill.worker;

import org.jspecify.annotations.NullMarked;
