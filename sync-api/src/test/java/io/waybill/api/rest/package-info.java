/** Tests of REST that need no server. */
@NullMarked
package io.waybill.api.rest;

import org.jspecify.annotations.NullMarked;
