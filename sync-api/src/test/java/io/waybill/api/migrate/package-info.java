@NullMarked
package io.waybill.api.migrate;

import org.jspecify.annotations.NullMarked;
