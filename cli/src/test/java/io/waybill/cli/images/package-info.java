/** {@code waybill images} against a recorded API server. */
@org.jspecify.annotations.NullMarked
package io.waybill.cli.images;
