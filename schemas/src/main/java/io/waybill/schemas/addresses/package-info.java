/**
 * What kind of place an address leads to: {@link io.waybill.schemas.addresses.Zone}, for the guards
 * of those who connect to where others send them. Imports nothing.
 */
@NullMarked
package io.waybill.schemas.addresses;

import org.jspecify.annotations.NullMarked;
