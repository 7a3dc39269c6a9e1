package io.waybill.schemas.rules;

/**
 * What every name that a pattern describes looks like. An index finds patterns by it, and a pattern
 * sees by it at a glance that it does not match.
 *
 * @param prefix what the name begins with; empty where that is open
 * @param infix what it has somewhere between its two ends; empty where that is open
 * @param suffix what it ends with; empty where that is open
 * @param exact whether the name is the prefix, and nothing else
 */
public record NameOutline(String prefix, String infix, String suffix, boolean exact) {
  /** Nothing is known. */
  public static final NameOutline ANY = new NameOutline("", "", "", false);

  /** The outline of one name. */
  public static NameOutline exactly(String name) {
    return new NameOutline(name, "", "", true);
  }

  /** Whether a name can be it: necessary, and enough where the outline is exact. */
  public boolean fits(CharSequence name) {
    int inner = name.length() - prefix.length() - suffix.length();
    if (inner < infix.length() || (exact && inner != 0)) {
      return false;
    }
    return has(name, prefix, 0)
        && has(name, suffix, name.length() - suffix.length())
        && hasInfix(name, inner);
  }

  private boolean hasInfix(CharSequence name, int inner) {
    if (infix.isEmpty()) {
      return true;
    }
    int last = prefix.length() + inner - infix.length();
    for (int from = prefix.length(); from <= last; from++) {
      if (has(name, infix, from)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(CharSequence name, String part, int from) {
    for (int i = 0; i < part.length(); i++) {
      if (name.charAt(from + i) != part.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
