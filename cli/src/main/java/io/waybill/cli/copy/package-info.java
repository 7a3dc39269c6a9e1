/**
 * Copies with no service running: {@link io.waybill.cli.copy.CopyCommand} is the command, {@code
 * CopyStores} opens what lies in files instead of registries (storage directories, layouts,
 * archives). {@code CopyNews} tells how it goes, {@code Tracker} and {@code LiveBoard} draw it;
 * {@code io.waybill.cli.migrate} uses those as well.
 */
@NullMarked
package io.waybill.cli.copy;

import org.jspecify.annotations.NullMarked;
