package io.waybill.migration.rules;

/**
 * Something in a file that has no counterpart, or a different one.
 *
 * @param file as the person named it
 * @param line where it is, from 1
 * @param key the key, from the outermost: {@code sync[2].hooks}
 * @param effect what has become of it
 * @param there what it means to the other tool: a clause
 * @param here what to do now: a sentence
 */
public record Remark(String file, int line, String key, Effect effect, String there, String here) {

  /** What has become of it. */
  public enum Effect {
    /** No rule was made of it. */
    LEFT_OUT("left out"),
    /** The rule would take more than the other tool does, and is disabled. */
    DISABLED("disabled"),
    /** The key is not one that the other tool is known to have. */
    UNKNOWN("unknown"),
    /** The rule does it in another way. */
    DIFFERS("differs"),
    /** Waybill does not need to be told. */
    NOT_NEEDED("not needed");

    private final String words;

    Effect(String words) {
      this.words = words;
    }

    /** The same for a person. */
    public String words() {
      return words;
    }
  }
}
