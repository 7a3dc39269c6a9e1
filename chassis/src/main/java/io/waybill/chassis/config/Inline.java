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
  /**
   * The keys of a record, those of its inlined parts among them, and those of its sections as they
   * end a variable: {@code login_region}.
   */
  final class Keys {
    private Keys() {}

    static List<String> of(Class<?> type) {
      return Arrays.stream(type.getRecordComponents()).flatMap(Keys::of).toList();
    }

    private static Stream<String> of(RecordComponent component) {
      if (component.isAnnotationPresent(Inline.class)) {
        return of(component.getType()).stream();
      }
      boolean section =
          component.getType().isRecord()
              && component.getType().getPackage().equals(Inline.class.getPackage());
      return section
          ? of(component.getType()).stream().map(key -> component.getName() + "_" + key)
          : Stream.of(component.getName());
    }
  }
}
