/** Tests. */
@org.jspecify.annotations.NullMarked
package io.waybill.cli.launcher;
