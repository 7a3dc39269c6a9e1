/** Tests of where rules are kept. */
@NullMarked
package io.waybill.api.rules;

import org.jspecify.annotations.NullMarked;
