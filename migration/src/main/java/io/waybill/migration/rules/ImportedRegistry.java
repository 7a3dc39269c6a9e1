package io.waybill.migration.rules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A registry that the configuration has to know, under {@code registries}.
 *
 * @param name as the rules call it
 * @param keys what stands below it, by the configuration's keys; secrets are references ({@code
 *     ${QUAY_IO_PASSWORD}}), never the secret itself
 */
public record ImportedRegistry(String name, Map<String, String> keys) {
  /** Keeps a copy, in the order given. */
  public ImportedRegistry {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }
}
