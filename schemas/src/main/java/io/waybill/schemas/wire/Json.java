package io.waybill.schemas.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * The two dialects of JSON: what machines of other versions wrote is read leniently (an unknown
 * field is a newer version's), what people wrote is read strictly (an unknown field is a mistake).
 * Times are RFC 3339, absent values are left out, nesting and lengths are limited.
 */
public final class Json {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_TEXT = 8 << 20;

  /**
   * Buffers that are kept for the next document: more than threads work at a time. Jackson's own
   * place for them, the thread, is a new one for each request here.
   */
  private static final int KEPT_BUFFERS = 32;

  private static final JsonMapper LENIENT = mapper(false);
  private static final JsonMapper STRICT = mapper(true);

  private Json() {}

  /** For what Waybill wrote: unknown fields are passed over. */
  public static JsonMapper lenient() {
    return LENIENT;
  }

  /**
   * For what people wrote: unknown and repeated fields are errors, and {@link JsonProblems} puts
   * them into words.
   */
  public static JsonMapper strict() {
    return STRICT;
  }

  private static JsonMapper mapper(boolean strict) {
    JsonFactory factory =
        JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(KEPT_BUFFERS))
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .build())
            .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
            .build();
    return JsonMapper.builder(factory)
        .annotationIntrospector(
            AnnotationIntrospector.pair(
                new RequiredComponents(), new JacksonAnnotationIntrospector()))
        .addModule(new JavaTimeModule())
        .addModule(new Jdk8Module())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
        .configure(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE, !strict)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
        .build();
  }
}
