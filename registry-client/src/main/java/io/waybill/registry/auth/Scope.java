package io.waybill.registry.auth;

import io.waybill.schemas.names.Repository;

/**
 * What a token is good for, as {@code repository:team/app:pull,push}.
 *
 * @param resource the kind and name of the thing, as {@code repository:team/app}
 * @param actions what may be done with it, separated by commas
 */
public record Scope(String resource, String actions) implements Comparable<Scope> {
  /** Listing the repositories of a registry. */
  public static final Scope CATALOG = new Scope("registry:catalog", "*");

  /** Reading a repository. */
  public static Scope pull(Repository repository) {
    return new Scope("repository:" + repository.path(), "pull");
  }

  /** Reading and writing a repository. */
  public static Scope push(Repository repository) {
    return new Scope("repository:" + repository.path(), "pull,push");
  }

  @Override
  public int compareTo(Scope other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return resource + ":" + actions;
  }
}
