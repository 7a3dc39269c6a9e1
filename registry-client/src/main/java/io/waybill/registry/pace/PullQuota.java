package io.waybill.registry.pace;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many images may still be pulled, as Docker Hub says it with each manifest: {@code
 * ratelimit-limit: 100;w=21600} and {@code ratelimit-remaining: 76;w=21600}
 * (docs.docker.com/docker-hub/usage/pulls). Only a GET of a manifest counts, a HEAD does not.
 *
 * @param limit how many in a window
 * @param remaining how many are left
 * @param window how long a window lasts
 * @param source whose quota it is, an address or an account; empty where that was not said
 * @param seenAt when that was said
 * @param endsBy when there will be a new one at the latest
 */
public record PullQuota(
    int limit,
    int remaining,
    Duration window,
    Optional<String> source,
    Instant seenAt,
    Instant endsBy) {
  /** Without a window it is something else: GitLab has such headers for its requests a minute. */
  private static final Pattern GRAMMAR =
      Pattern.compile("\\s*([0-9]{1,9})\\s*;\\s*w=([0-9]{1,7})\\s*");

  /**
   * Reads the headers' values.
   *
   * @return the quota, its end reckoned from now; empty where they are not about one
   */
  public static Optional<PullQuota> parse(
      String limit, String remaining, Optional<String> source, Instant now) {
    Matcher most = GRAMMAR.matcher(limit);
    Matcher left = GRAMMAR.matcher(remaining);
    if (!most.matches() || !left.matches()) {
      return Optional.empty();
    }
    Duration window = Duration.ofSeconds(Long.parseLong(left.group(2)));
    return Optional.of(
        new PullQuota(
            Integer.parseInt(most.group(1)),
            Integer.parseInt(left.group(1)),
            window,
            source,
            now,
            now.plus(window)));
  }

  /** The same, seen after another one: a window that has begun ends when it was to end. */
  PullQuota after(PullQuota before) {
    boolean sameWindow = remaining <= before.remaining() && seenAt.isBefore(before.endsBy());
    return sameWindow
        ? new PullQuota(limit, remaining, window, source, seenAt, before.endsBy())
        : this;
  }

  /** Whether a tenth or less is left. */
  public boolean isLow() {
    return remaining * 10L <= limit;
  }
}
