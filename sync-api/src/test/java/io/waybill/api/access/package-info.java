/** Tests of who may do what, without a server. */
@NullMarked
package io.waybill.api.access;

import org.jspecify.annotations.NullMarked;
