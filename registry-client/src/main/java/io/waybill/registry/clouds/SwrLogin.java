package io.waybill.registry.clouds;

import io.waybill.registry.Credentials;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Huawei Cloud SWR's long-term login: nothing is asked, the password is computed from the access
 * key (https://support.huaweicloud.com/intl/en-us/usermanual-swr/swr_01_1000.html).
 */
public final class SwrLogin {
  private static final Pattern HOST = Pattern.compile("swr(?:-api)?\\.([a-z0-9-]+)\\..+");

  private SwrLogin() {}

  /**
   * The account.
   *
   * @param project the region's project, as {@code cn-north-4}
   */
  public static Credentials.Password account(String project, AccessKey key) {
    return new Credentials.Password(
        project + "@" + key.id(), Digests.hmacHex(key.secret(), key.id()));
  }

  /** The region in an address like {@code swr.cn-north-4.myhuaweicloud.com}. */
  public static Optional<String> findRegion(String host) {
    Matcher matcher = HOST.matcher(host);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
