@NullMarked
package io.waybill.gateway.senders;

import org.jspecify.annotations.NullMarked;
