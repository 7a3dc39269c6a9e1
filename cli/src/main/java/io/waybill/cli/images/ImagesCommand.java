package io.waybill.cli.images;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Counted;
import io.waybill.migration.cluster.Cluster;
import io.waybill.migration.cluster.ClusterException;
import io.waybill.migration.cluster.Gap;
import io.waybill.migration.cluster.ImageRules;
import io.waybill.migration.cluster.Inventory;
import io.waybill.migration.cluster.Kubeconfig;
import io.waybill.migration.cluster.Login;
import io.waybill.migration.cluster.WorkloadLister;
import io.waybill.migration.imagesyncer.DefaultPlace;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill images}: what image-migrator's {@code config} does. */
@Command(
    name = "images",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write down which images a Kubernetes cluster runs, as the images.json of waybill migrate:"
          + " those of its pods, and of what pods are made from (also scaled to nothing, and cron"
          + " jobs between two runs). Nothing is changed in the cluster, and nothing is copied."
    },
    footer = {
      "",
      "Examples:",
      "  waybill images -t swr.cn-north-4.myhuaweicloud.com/team",
      "  waybill images --context prod -n shop,billing -t registry.example.com/team -o shop.yaml",
      "  waybill migrate --images images.json",
      "",
      "Exit codes: 0 all of it, 1 not all (what is missing is told, and the rest is written)."
    })
public final class ImagesCommand implements Callable<Integer> {
  /** RFC 1123's label, which a namespace is. */
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private final Surroundings surroundings;

  @Option(
      names = {"-k", "--kubeconfig"},
      paramLabel = "FILE",
      description =
          "Where the cluster is, and how to log in (default: the files of KUBECONFIG, or else"
              + " ~/.kube/config).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Which of its contexts (default: the current one).")
  private @Nullable String context;

  @Option(
      names = {"-n", "--namespaces", "--namespace"},
      paramLabel = "NAMES",
      split = ",",
      description =
          "Which namespaces, separated by commas; may be repeated. Empty, or left out: all of"
              + " them.")
  private List<String> namespaces = List.of();

  @Option(
      names = {"-t", "--target", "--repo"},
      paramLabel = "REGISTRY/NAMESPACE",
      required = true,
      description =
          "Where the images are to go; an empty text leaves it to --registry and --namespace of"
              + " waybill migrate.")
  private String target = "";

  @Mixin private final FileOption file = new FileOption();

  /** The command. */
  public ImagesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    SortedSet<String> wanted = wanted();
    DefaultPlace place = place();
    file.requireSense(surroundings);
    try (Cluster cluster =
        Kubeconfig.read(kubeconfig, surroundings.environment(), surroundings.directory())
            .connect(context, new Login(surroundings.environment(), surroundings.err()::println))) {
      Inventory inventory = new WorkloadLister(cluster).list(wanted);
      return tell(inventory, ImageRules.of(inventory.images(), place), cluster.context());
    } catch (ClusterException refused) {
      throw switch (refused.fault()) {
        case KUBECONFIG -> CommandFailure.usage(refused.sentence());
        case REFUSED -> CommandFailure.failed(refused.sentence(), refused);
        case UNREACHABLE -> CommandFailure.unavailable(refused.sentence(), refused);
      };
    }
  }

  private SortedSet<String> wanted() {
    SortedSet<String> wanted = new TreeSet<>();
    for (String name : namespaces) {
      String label = name.strip();
      if (!label.isEmpty() && !NAMESPACE.matcher(label).matches()) {
        throw CommandFailure.usage(
            "-n names namespaces, separated by commas, and \"%s\" cannot be one.".formatted(name));
      }
      if (!label.isEmpty()) {
        wanted.add(label);
      }
    }
    return wanted;
  }

  private DefaultPlace place() {
    if (target.isBlank()) {
      return DefaultPlace.NONE;
    }
    String text = target.strip();
    int slash = text.indexOf('/');
    try {
      Registry registry = Registry.of(slash < 0 ? text : text.substring(0, slash));
      if (slash > 0) {
        String namespace = text.substring(slash + 1);
        var _ = Repository.of(registry, namespace);
        return new DefaultPlace(registry.name(), namespace);
      }
    } catch (InvalidNameException wrong) {
      throw CommandFailure.usage("-t cannot be a target: %s.".formatted(wrong.getMessage()));
    }
    throw CommandFailure.usage(
        "-t names a registry and a namespace, as in registry.example.com/team, but is \"%s\"."
            .formatted(target));
  }

  private int tell(Inventory inventory, ImageRules rules, String told) {
    List<String> missing = new ArrayList<>();
    for (Gap gap : inventory.gaps()) {
      missing.add("%s: %s".formatted(gap.what(), gap.why()));
    }
    if (!inventory.listed()) {
      throw CommandFailure.failed("Nothing of the cluster may be listed:", missing)
          .withEnd("Name the namespaces that you may read with -n, or another --context.");
    }
    missing.addAll(rules.problems());
    if (rules.rules().isEmpty()) {
      throw CommandFailure.failed(
          "No image was found, so that nothing is written. " + summary(inventory, rules, told),
          missing);
    }
    String where = file.write(rules, surroundings);
    surroundings.err().println(where + summary(inventory, rules, told));
    if (missing.isEmpty()) {
      return ExitCodes.OK;
    }
    throw CommandFailure.failed("Not everything is in it:", missing);
  }

  private static String summary(Inventory inventory, ImageRules rules, String context) {
    return "%s of %s and %s in %s of the context %s."
        .formatted(
            Counted.of(rules.rules().size(), "image"),
            Counted.of(inventory.pods(), "pod"),
            Counted.of(inventory.workloads(), "workload"),
            inventory.namespaces().isEmpty()
                ? "no namespace"
                : Counted.of(inventory.namespaces().size(), "namespace")
                    + " (%s)".formatted(String.join(", ", inventory.namespaces())),
            context);
  }
}
