package io.waybill.registry.clouds;

import java.util.Optional;

/**
 * A cloud's access key.
 *
 * @param id its public half
 * @param secret its secret half; never printed
 * @param sessionToken what belongs to a key that ends; never printed
 */
public record AccessKey(String id, String secret, Optional<String> sessionToken) {
  @Override
  public String toString() {
    return "AccessKey[id=" + id + ", secret=***]";
  }
}
