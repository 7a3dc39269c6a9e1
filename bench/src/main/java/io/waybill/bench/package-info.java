@NullMarked
package io.waybill.bench;

import org.jspecify.annotations.NullMarked;
