package io.waybill.registry.auth;

import io.waybill.schemas.names.Repository;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a token is good for, as {@code repository:team/app:pull,push}.
 *
 * @param resource the kind and name of the thing, as {@code repository:team/app}
 * @param actions what may be done with it, separated by commas
 */
public record Scope(String resource, String actions) implements Comparable<Scope> {
  /** Listing the repositories of a registry. */
  public static final Scope CATALOG = new Scope("registry:catalog", "*");

  private static final String REPOSITORY = "repository:";

  /** Reading a repository. */
  public static Scope pull(Repository repository) {
    return new Scope(REPOSITORY + repository.path(), "pull");
  }

  /** Reading and writing a repository. */
  public static Scope push(Repository repository) {
    return new Scope(REPOSITORY + repository.path(), "pull,push");
  }

  /** Reading and writing a repository, and deleting in it. */
  public static Scope delete(Repository repository) {
    return new Scope(REPOSITORY + repository.path(), "pull,push,delete");
  }

  /** The scopes in a challenge's {@code scope}, separated by spaces; what is none is left out. */
  static List<Scope> parse(String text) {
    return Arrays.stream(text.strip().split("\\s+"))
        .filter(scope -> scope.lastIndexOf(':') > 0)
        .map(
            scope -> {
              int colon = scope.lastIndexOf(':');
              return new Scope(scope.substring(0, colon), scope.substring(colon + 1));
            })
        .toList();
  }

  /** Whether what is good for this is good for the other. */
  boolean covers(Scope other) {
    return resource.equals(other.resource)
        && (actions.equals("*") || actionSet().containsAll(other.actionSet()));
  }

  /** The repository that a request with these scopes is about: where it writes, if it does. */
  public static Optional<String> findRepository(Collection<Scope> scopes) {
    return scopes.stream()
        .filter(scope -> scope.resource.startsWith(REPOSITORY))
        .max((one, other) -> Integer.compare(one.actionSet().size(), other.actionSet().size()))
        .map(scope -> scope.resource.substring(REPOSITORY.length()));
  }

  private Set<String> actionSet() {
    return Set.copyOf(Arrays.asList(actions.split(",", -1)));
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
