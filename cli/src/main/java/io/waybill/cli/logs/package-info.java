/**
 * Where logs go: {@link io.waybill.cli.logs.Logs}. Set up in code, because reading logback's XML
 * costs a command a tenth of a second, and without looking for services, see {@link
 * io.waybill.cli.logs.LogsProvider}.
 */
@NullMarked
package io.waybill.cli.logs;

import org.jspecify.annotations.NullMarked;
