@NullMarked
package io.waybill.registry;

import org.jspecify.annotations.NullMarked;
