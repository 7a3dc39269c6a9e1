package io.waybill.chassis.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a key means, for the reference that is generated from the records. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
  /** The meaning, in whole sentences. */
  String value();

  /** A value as one would write it, where the default does not show the form. */
  String example() default "";
}
