/**
 * How commands speak to a person: a {@link io.waybill.cli.terminal.Terminal} that knows what it can
 * draw, a {@link io.waybill.cli.terminal.ProgressBar}, a {@link io.waybill.cli.terminal.Table}, and
 * the words for sizes and times. Knows nothing of what the commands do.
 */
@NullMarked
package io.waybill.cli.terminal;

import org.jspecify.annotations.NullMarked;
