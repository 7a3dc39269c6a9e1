/**
 * The console: pages for people, at {@code /}. {@link io.waybill.api.console.Console} serves them
 * as they are; they ask the API for everything that they show, as any other client does. Imports
 * the chassis.
 */
@NullMarked
package io.waybill.api.console;

import org.jspecify.annotations.NullMarked;
