package io.waybill.api.conflicts;

/**
 * The grammar of a kind of name as an automaton over characters (OCI distribution-spec 1.1): state
 * 0 begins, {@link #DEAD} is no name any more.
 */
enum NameGrammar {
  /** Components of lower-case letters and digits, with single separators between. */
  REPOSITORY {
    private static final int LETTER = 1;
    private static final int DOT = 2;
    private static final int UNDERSCORE = 3;
    private static final int TWO_UNDERSCORES = 4;
    private static final int DASH = 5;

    @Override
    int next(int state, char c) {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        return LETTER;
      }
      return switch (c) {
        case '/' -> state == LETTER ? 0 : DEAD;
        case '.' -> state == LETTER ? DOT : DEAD;
        case '_' -> state == LETTER ? UNDERSCORE : state == UNDERSCORE ? TWO_UNDERSCORES : DEAD;
        case '-' -> state == LETTER || state == DASH ? DASH : DEAD;
        default -> DEAD;
      };
    }

    @Override
    boolean isWhole(int state) {
      return state == LETTER;
    }
  },
  /** A letter, a digit or an underscore, and then these, dots and dashes. */
  TAG {
    @Override
    int next(int state, char c) {
      boolean word =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      return word || (state == 1 && (c == '.' || c == '-')) ? 1 : DEAD;
    }

    @Override
    boolean isWhole(int state) {
      return state == 1;
    }
  };

  static final int DEAD = -1;

  abstract int next(int state, char c);

  abstract boolean isWhole(int state);
}
