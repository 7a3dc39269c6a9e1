package io.waybill.migration.imagesyncer;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.util.regex.Pattern;

/**
 * Reads names of repositories as docker does: what does not begin with a host is at Docker Hub.
 * Docker Hub has no deeper names than {@code namespace/repository}, so that of three parts or more
 * the first is a host even where it looks like none ({@code harbor/team/app}).
 */
final class RepositoryName {
  private static final String HUB = "docker.io";
  private static final Pattern SCHEME = Pattern.compile("^[a-z]+://.*");
  private static final Pattern WORD = Pattern.compile("[a-z0-9_-]+");
  private static final int DEEPEST_AT_HUB = 2;

  private RepositoryName() {}

  /**
   * Reads a name without tag and digest.
   *
   * @throws IllegalArgumentException where it is none; the message says why
   */
  static Repository parse(String name) {
    if (SCHEME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" begins with a scheme: write it without, as in quay.io/team/app".formatted(name));
    }
    int slash = name.indexOf('/');
    if (slash < 0) {
      return Repository.of(Registry.of(HUB), "library/" + name);
    }
    String first = name.substring(0, slash);
    boolean host = !WORD.matcher(first).matches() || first.equals("localhost");
    if (host || name.split("/", -1).length > DEEPEST_AT_HUB) {
      String path = name.substring(slash + 1);
      return Repository.of(
          Registry.of(first),
          first.equals(HUB) && path.indexOf('/') < 0 ? "library/" + path : path);
    }
    return Repository.of(Registry.of(HUB), name);
  }
}
