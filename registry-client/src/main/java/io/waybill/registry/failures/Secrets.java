package io.waybill.registry.failures;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request carried that is its server's business alone. Servers and proxies say it again:
 * pages for developers print the headers of the request that they refuse, storages the signature.
 * Their words become records, logs and spans, which more people read.
 */
public final class Secrets {
  /** A request that carried none. */
  public static final Secrets NONE = new Secrets(Set.of());

  /** What is shorter keeps nobody out, and is a part of too many words. */
  private static final int SHORTEST = 4;

  /** What clouds print of a request that they refuse: {@code ..., Signature=0123abcd}. */
  private static final Pattern SIGNATURE = Pattern.compile("(?i)\\bsignature=([^\\s,]+)");

  private static final String BASIC = "basic ";
  private static final String SHOWN = "***";

  /** The longest first, for one may be a part of another. */
  private final List<String> spellings;

  private Secrets(Set<String> spellings) {
    this.spellings =
        spellings.stream()
            .filter(spelling -> spelling.length() >= SHORTEST)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** What a header {@code Authorization} has: the token, and the password or signature in it. */
  public static Secrets in(Optional<String> authorization) {
    if (authorization.isEmpty()) {
      return NONE;
    }
    String header = authorization.get();
    String shown = header.substring(header.indexOf(' ') + 1);
    Secrets secrets = NONE.with(shown);
    Matcher signature = SIGNATURE.matcher(shown);
    secrets = signature.find() ? secrets.with(signature.group(1)) : secrets;
    return header.regionMatches(true, 0, BASIC, 0, BASIC.length())
        ? secrets.with(password(shown))
        : secrets;
  }

  /**
   * These and one more, in the ways in which texts spell it: in one line, in an address, in JSON
   * (as Go and PHP write it, too) and in HTML.
   */
  public Secrets with(String secret) {
    Set<String> more = new HashSet<>(spellings);
    more.add(secret);
    more.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
    more.add(inOneLine(secret));
    String json = secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    more.add(json);
    more.add(json.replace("/", "\\/"));
    more.add(json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"));
    String html = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    more.add(html.replace("\"", "&quot;").replace("'", "&#39;"));
    more.add(html.replace("\"", "&#34;").replace("'", "&#39;").replace("+", "&#43;"));
    return new Secrets(more);
  }

  /** These and those. */
  public Secrets with(Secrets others) {
    Set<String> more = new HashSet<>(spellings);
    more.addAll(others.spellings);
    return new Secrets(more);
  }

  /** As texts are kept, and secrets are looked for in them. */
  static String inOneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /** The text with {@code ***} in their places. */
  public String hide(String text) {
    String hidden = text;
    for (String spelling : spellings) {
      hidden = hidden.replace(spelling, SHOWN);
    }
    return hidden;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Secrets[" + spellings.size() + "]";
  }

  private static String password(String pair) {
    try {
      String text = new String(Base64.getDecoder().decode(pair), StandardCharsets.UTF_8);
      return text.substring(text.indexOf(':') + 1);
    } catch (IllegalArgumentException notOurs) {
      return "";
    }
  }
}
