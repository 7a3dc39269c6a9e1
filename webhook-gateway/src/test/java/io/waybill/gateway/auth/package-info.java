@NullMarked
package io.waybill.gateway.auth;

import org.jspecify.annotations.NullMarked;
