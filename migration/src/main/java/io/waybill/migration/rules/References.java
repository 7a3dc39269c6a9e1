package io.waybill.migration.rules;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An environment in which every variable stands for itself: accounts become references in the
 * configuration, and nobody has to set a secret to import a file.
 */
final class References extends AbstractMap<String, String> {
  @Override
  public boolean containsKey(@Nullable Object key) {
    return true;
  }

  @Override
  public String get(@Nullable Object key) {
    return "${" + key + "}";
  }

  @Override
  public String getOrDefault(@Nullable Object key, String other) {
    return get(key);
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return Set.of();
  }
}
