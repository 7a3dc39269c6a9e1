package io.waybill.schemas.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import org.jspecify.annotations.Nullable;

/**
 * Makes Jackson keep the promise of the contracts' types: a component that is not {@code @Nullable}
 * is there, and not null, and neither is any element of a list. Without it a field that is missing
 * from a message would come up as a null far away from where it was read. Types of other modules
 * are read as Jackson reads them.
 */
final class RequiredComponents extends NopAnnotationIntrospector {
  private static final long serialVersionUID = 1L;
  private static final String CONTRACTS = "io.waybill.schemas.";

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    AnnotatedType type = contractType(member);
    return type == null ? null : !type.isAnnotationPresent(Nullable.class);
  }

  @Override
  public JsonSetter.Value findSetterInfo(Annotated member) {
    AnnotatedType type = contractType(member);
    if (type == null) {
      return JsonSetter.Value.empty();
    }
    return type.isAnnotationPresent(Nullable.class)
        ? JsonSetter.Value.forContentNulls(Nulls.FAIL)
        : JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL);
  }

  private static @Nullable AnnotatedType contractType(Annotated member) {
    return member instanceof AnnotatedParameter parameter
            && parameter.getOwner().getAnnotated() instanceof Executable creator
            && creator.getDeclaringClass().getName().startsWith(CONTRACTS)
        ? creator.getAnnotatedParameterTypes()[parameter.getIndex()]
        : null;
  }
}
