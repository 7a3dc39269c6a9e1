package io.waybill.registry.failures;

/**
 * One entry of a registry's {@code errors[]} (OCI distribution-spec 1.1, "Error Codes").
 *
 * @param code the registry's code, as {@code MANIFEST_UNKNOWN}, in upper case; another server's as
 *     it spells it
 * @param message its words; may be empty
 */
public record RegistryError(String code, String message) {
  @Override
  public String toString() {
    if (message.isEmpty()) {
      return code;
    }
    return code.isEmpty() ? message : code + ": " + message;
  }
}
