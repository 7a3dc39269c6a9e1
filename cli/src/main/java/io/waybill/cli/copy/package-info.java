/** One copy with no service running: {@link io.waybill.cli.copy.CopyCommand}. */
@NullMarked
package io.waybill.cli.copy;

import org.jspecify.annotations.NullMarked;
