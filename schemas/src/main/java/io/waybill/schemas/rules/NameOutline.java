package io.waybill.schemas.rules;

/**
 * What every name that a pattern describes looks like at its ends. An index finds patterns by it,
 * and a pattern sees by it at a glance that it does not match.
 *
 * @param prefix what the name begins with; empty where that is open
 * @param suffix what the name ends with; empty where that is open
 * @param exact whether the name is the prefix, and nothing else; the suffix is then the same text
 */
public record NameOutline(String prefix, String suffix, boolean exact) {
  /** Nothing is known. */
  public static final NameOutline ANY = new NameOutline("", "", false);

  /** The outline of one name. */
  public static NameOutline exactly(String name) {
    return new NameOutline(name, name, true);
  }

  /** Whether a name that looks like this can be it: necessary, and enough where it is exact. */
  public boolean fits(CharSequence name) {
    int length = name.length();
    if (exact ? length != prefix.length() : length < prefix.length() + suffix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (name.charAt(i) != prefix.charAt(i)) {
        return false;
      }
    }
    for (int i = exact ? length : length - suffix.length(); i < length; i++) {
      if (name.charAt(i) != suffix.charAt(i - length + suffix.length())) {
        return false;
      }
    }
    return true;
  }
}
