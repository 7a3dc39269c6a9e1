package io.waybill.migration.cluster;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.waybill.migration.cluster.ClusterException.Fault;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where clusters are and how to log in to them, as kubectl's files say it. Of several files, the
 * first that has something of a name counts.
 */
public final class Kubeconfig {
  private final List<Part> parts;

  private Kubeconfig(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads the file that is named; or else those of {@code KUBECONFIG}, of which not all have to be
   * there; or else {@code ~/.kube/config}.
   *
   * @param named the file; null = nobody has named one
   * @param directory where relative names begin
   */
  public static Kubeconfig read(
      @Nullable Path named, Map<String, String> environment, Path directory)
      throws ClusterException {
    if (named != null) {
      return new Kubeconfig(List.of(Part.read(directory.resolve(named).normalize())));
    }
    List<Path> places = places(environment, directory);
    List<Part> parts = new ArrayList<>();
    for (Path place : places) {
      if (Files.exists(place)) {
        parts.add(Part.read(place));
      }
    }
    if (parts.isEmpty()) {
      throw new ClusterException(
          Fault.KUBECONFIG,
          "There is no kubeconfig at %s: name one with --kubeconfig."
              .formatted(places.stream().map(Path::toString).collect(Collectors.joining(", "))));
    }
    return new Kubeconfig(List.copyOf(parts));
  }

  private static List<Path> places(Map<String, String> environment, Path directory) {
    List<Path> listed =
        Stream.of(environment.getOrDefault("KUBECONFIG", "").split(File.pathSeparator))
            .filter(name -> !name.isBlank())
            .map(name -> directory.resolve(name).normalize())
            .toList();
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    return listed.isEmpty() ? List.of(directory.resolve(home).resolve(".kube/config")) : listed;
  }

  /**
   * Makes the way to a cluster ready. A program that is to give a credential is run for that.
   *
   * @param wanted the context; null = the current one of the files
   * @param login what it needs of its surroundings
   */
  public Cluster connect(@Nullable String wanted, Login login)
      throws ClusterException, InterruptedException {
    String name = wanted == null ? current() : wanted;
    Context context =
        find(Config::getContexts, NamedContext::getName, NamedContext::getContext, name)
            .map(Found::value)
            .orElseThrow(() -> unknown(name));
    Found<io.fabric8.kubernetes.api.model.Cluster> cluster =
        find(
                Config::getClusters,
                NamedCluster::getName,
                NamedCluster::getCluster,
                context.getCluster())
            .orElseThrow(() -> missing(name, "cluster", context.getCluster()));
    Optional<Found<AuthInfo>> user =
        find(Config::getUsers, NamedAuthInfo::getName, NamedAuthInfo::getUser, context.getUser());
    if (user.isEmpty() && context.getUser() != null && !context.getUser().isEmpty()) {
      throw missing(name, "user", context.getUser());
    }
    return Cluster.open(name, login.config(name, cluster, user));
  }

  private String current() throws ClusterException {
    return parts.stream()
        .map(part -> part.config().getCurrentContext())
        .filter(name -> name != null && !name.isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new ClusterException(
                    Fault.KUBECONFIG,
                    "The kubeconfig has no current context: name one with --context. %s"
                        .formatted(contexts())));
  }

  private <E, V> Optional<Found<V>> find(
      Function<Config, @Nullable List<E>> entries,
      Function<E, @Nullable String> name,
      Function<E, @Nullable V> value,
      @Nullable String wanted) {
    for (Part part : parts) {
      for (E entry : Objects.requireNonNullElse(entries.apply(part.config()), List.<E>of())) {
        V found = value.apply(entry);
        if (found != null && Objects.equals(name.apply(entry), wanted)) {
          return Optional.of(new Found<>(found, part.file()));
        }
      }
    }
    return Optional.empty();
  }

  private ClusterException unknown(String name) {
    return new ClusterException(
        Fault.KUBECONFIG, "The kubeconfig has no context \"%s\". %s".formatted(name, contexts()));
  }

  private String contexts() {
    List<String> names =
        parts.stream()
            .flatMap(
                part ->
                    Objects.requireNonNullElse(part.config().getContexts(), List.<NamedContext>of())
                        .stream())
            .map(NamedContext::getName)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    return names.isEmpty()
        ? "It has none at all: look at %s.".formatted(parts.getFirst().file())
        : "There are: %s.".formatted(String.join(", ", names));
  }

  private static ClusterException missing(String context, String what, @Nullable String name) {
    return new ClusterException(
        Fault.KUBECONFIG,
        "The context \"%s\" names the %s \"%s\", which the kubeconfig does not have: correct it, or name another context with --context."
            .formatted(context, what, Objects.requireNonNullElse(name, "")));
  }

  /**
   * Something of a file.
   *
   * @param file which; names of files in it begin in its directory
   */
  record Found<V>(V value, Path file) {
    /** The file that a field names; null = it names none. */
    @Nullable String path(@Nullable String named) {
      return named == null || named.isEmpty() ? null : file.resolveSibling(named).toString();
    }
  }

  /** One file. */
  private record Part(Config config, Path file) {
    static Part read(Path file) throws ClusterException {
      try (InputStream in = Files.newInputStream(file)) {
        Config config = new KubernetesSerialization().unmarshal(in, Config.class);
        if (config == null) {
          throw new IOException("empty");
        }
        return new Part(config, file.toAbsolutePath());
      } catch (NoSuchFileException missing) {
        throw new ClusterException(
            Fault.KUBECONFIG, "There is no file %s: look at --kubeconfig.".formatted(file));
      } catch (IOException | RuntimeException unreadable) {
        // Its words may repeat a line of the file, which may be a key.
        throw new ClusterException(
            Fault.KUBECONFIG,
            "%s cannot be read as a kubeconfig: kubectl --kubeconfig %s config view says what is wrong with it."
                .formatted(file, file));
      }
    }
  }
}
