/**
 * What a registry's webhook, or a person, said: the sealed {@link
 * io.waybill.schemas.events.ImageEvent}. Imports names, rules and Jackson's annotations.
 */
@NullMarked
package io.waybill.schemas.events;

import org.jspecify.annotations.NullMarked;
