@NullMarked
package io.waybill.api;

import org.jspecify.annotations.NullMarked;
