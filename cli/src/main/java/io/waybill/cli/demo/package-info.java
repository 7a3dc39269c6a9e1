/**
 * The demo: the whole path on one machine, for real. The entry type is {@link
 * io.waybill.cli.demo.DemoCommand}.
 */
@NullMarked
package io.waybill.cli.demo;

import org.jspecify.annotations.NullMarked;
