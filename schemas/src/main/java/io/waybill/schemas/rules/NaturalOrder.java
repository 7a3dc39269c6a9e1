package io.waybill.schemas.rules;

/** The order of names in which {@code build-9} is before {@code build-10}. */
final class NaturalOrder {
  private NaturalOrder() {}

  /** Compares character by character, and runs of digits by their value. */
  static int compare(String one, String other) {
    int i = 0;
    int j = 0;
    while (i < one.length() && j < other.length()) {
      int endOne = endOfRun(one, i);
      int endOther = endOfRun(other, j);
      String runOfOne = one.substring(i, endOne);
      String runOfOther = other.substring(j, endOther);
      boolean numbers = isDigit(runOfOne.charAt(0)) && isDigit(runOfOther.charAt(0));
      int byRun = numbers ? compareNumbers(runOfOne, runOfOther) : runOfOne.compareTo(runOfOther);
      if (byRun != 0) {
        return byRun;
      }
      i = endOne;
      j = endOther;
    }
    int byLength = Integer.compare(one.length() - i, other.length() - j);
    return byLength != 0 ? byLength : one.compareTo(other);
  }

  /** Compares two runs of digits of any length by their value. */
  static int compareNumbers(String one, String other) {
    String valueOfOne = withoutZeros(one);
    String valueOfOther = withoutZeros(other);
    int byLength = Integer.compare(valueOfOne.length(), valueOfOther.length());
    return byLength != 0 ? byLength : valueOfOne.compareTo(valueOfOther);
  }

  private static String withoutZeros(String digits) {
    int zeros = 0;
    while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
      zeros++;
    }
    return digits.substring(zeros);
  }

  /** A run is as many digits as there are, or one other character. */
  private static int endOfRun(String text, int from) {
    int end = from + 1;
    if (isDigit(text.charAt(from))) {
      while (end < text.length() && isDigit(text.charAt(end))) {
        end++;
      }
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
