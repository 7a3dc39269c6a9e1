package io.waybill.chassis.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A part of a record that exists for its readers alone: its keys stand among those of the record,
 * not in a section of their own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Inline {
  /** The keys of a record, those of its inlined parts among them. */
  final class Keys {
    private Keys() {}

    static List<String> of(Class<?> type) {
      return Arrays.stream(type.getRecordComponents()).flatMap(Keys::of).toList();
    }

    private static Stream<String> of(RecordComponent component) {
      return component.isAnnotationPresent(Inline.class)
          ? of(component.getType()).stream()
          : Stream.of(component.getName());
    }
  }
}
