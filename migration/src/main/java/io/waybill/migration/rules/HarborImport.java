package io.waybill.migration.rules;

import io.waybill.migration.rules.CronTexts.Timed;
import io.waybill.migration.rules.RegistryBook.Access;
import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.ArtifactType;
import io.waybill.schemas.rules.Deletes;
import io.waybill.schemas.rules.Flatten;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import io.waybill.schemas.units.ByteRate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Harbor's replication policies as {@code GET /api/v2.0/replication/policies} gives them
 * (api/v2.0/swagger.yaml of goharbor/harbor, ReplicationPolicy; what they mean is in
 * src/controller/replication/flow).
 */
final class HarborImport {
  private static final List<String> OF_NO_USE =
      List.of("id", "description", "creation_time", "update_time", "creator");

  private final RuleCollector rules;
  private final Fields policy;
  private final Wish wish;
  private final RuleDraftSettings settings = new RuleDraftSettings();

  /** What a policy says beside its filters. */
  private static final class RuleDraftSettings {
    private Optional<List<ArtifactType>> artifacts = Optional.empty();
    private boolean enabled = true;
  }

  private HarborImport(Fields policy, RuleCollector rules) {
    this.policy = policy;
    this.rules = rules;
    this.wish = new Wish(policy);
  }

  static void read(Fields policy, RuleCollector rules) throws UnsaidException {
    new HarborImport(policy, rules).read();
  }

  private void read() throws UnsaidException {
    OF_NO_USE.forEach(policy::text);
    String name = policy.text("name").orElse("harbor");
    Registry source = registry("src_registry");
    Registry target = registry("dest_registry");
    filters();
    Optional<RuleTarget> place = place(target);
    Optional<Timed> schedule = trigger();
    if (policy.flag("enabled").equals(Optional.of(false))) {
      settings.enabled = false;
    }
    policy.note(
        "copy_by_chunk",
        Effect.NOT_NEEDED,
        "blobs are sent in chunks",
        "Waybill streams blobs, and goes over to chunks where a registry wants them.");
    policy.note(
        "single_active_replication",
        Effect.NOT_NEEDED,
        "no run begins while another is under way",
        "A rule has one scan at a time.");
    if (place.isPresent()) {
      wish.add(
          rules,
          ruleName(name),
          "policy " + policy.path(),
          source,
          place.get(),
          draft -> finish(draft, schedule));
    }
  }

  private static String ruleName(String name) {
    String kept = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[._-]+", "");
    return kept.isEmpty() ? "harbor" : kept.substring(0, Math.min(90, kept.length()));
  }

  private RuleDraft finish(RuleDraft draft, Optional<Timed> schedule) {
    schedule.ifPresent(timed -> draft.schedule(timed.schedule()));
    settings.artifacts.ifPresent(draft::artifacts);
    if (policy.flag("override").equals(Optional.of(false))) {
      draft.overwrite(Overwrite.NEVER);
    }
    boolean deprecated = policy.isSet("deletion");
    if (policy.isSet("replicate_deletion") || deprecated) {
      draft.deletes(Deletes.parse("propagate"));
      policy.remark(
          policy.has("replicate_deletion") ? "replicate_deletion" : "deletion",
          Effect.DIFFERS,
          "what is deleted there is deleted at the target at once",
          "Here a brake stops it when much is deleted within an hour: docs/deletes.md.");
    }
    speed(draft);
    if (!settings.enabled) {
      wish.keepDisabled();
    }
    return draft;
  }

  private void speed(RuleDraft draft) {
    int kilobits = policy.number("speed").orElse(0);
    if (kilobits > 0) {
      long kib = Math.max(1, kilobits * 1000L / 8 / 1024);
      draft.bandwidth(ByteRate.parse(kib + "KiB/s"));
      policy.remark(
          "speed",
          Effect.DIFFERS,
          "%d kilobits in a second for each task".formatted(kilobits),
          "bandwidth is %d KiB/s for each copy.".formatted(kib));
    }
  }

  /** {@code dest_namespace} and how many components of the source's path it replaces. */
  private Optional<RuleTarget> place(Registry target) {
    String namespace = policy.text("dest_namespace").orElse("");
    int replaced = policy.number("dest_namespace_replace_count").orElse(-1);
    if (namespace.isEmpty()) {
      return Optional.of(RuleTarget.of(target));
    }
    try {
      if (replaced < 0) {
        return Optional.of(
            new RuleTarget(target, Template.parse(namespace + "/{name}"), null, null));
      }
      if (replaced > 0) {
        policy.remark(
            "dest_namespace_replace_count",
            Effect.DIFFERS,
            "a repository with fewer than %d components before its name fails".formatted(replaced),
            "flatten: %d keeps its name, and copies it.".formatted(replaced));
      }
      return Optional.of(
          new RuleTarget(
              target,
              Template.parse(namespace + "/{repository}"),
              null,
              replaced == 0 ? null : new Flatten(replaced)));
    } catch (IllegalArgumentException invalid) {
      policy.remark(
          "dest_namespace", Effect.LEFT_OUT, "no registry takes the name", "Name another one.");
      return Optional.empty();
    }
  }

  private Optional<Timed> trigger() {
    Fields trigger = policy.object("trigger");
    Fields when = trigger.object("trigger_settings");
    String cron = when.text("cron").orElse("");
    return switch (trigger.text("type").orElse("manual")) {
      case "scheduled" -> {
        Optional<Timed> timed = CronTexts.parseWithSeconds(cron);
        if (timed.isEmpty()) {
          when.remark(
              "cron",
              Effect.LEFT_OUT,
              "a schedule that there is not here",
              "Write a schedule of five fields: docs/rules.md.");
        }
        trigger.remark(
            "type",
            Effect.DIFFERS,
            "images are copied at these times only",
            "The rule follows pushes as well, once a webhook of the source is set up:"
                + " docs/webhooks/harbor.md.");
        yield timed;
      }
      case "event_based" -> {
        trigger.remark(
            "type",
            Effect.DIFFERS,
            "Harbor itself sees each push",
            "Let Harbor tell Waybill of pushes: docs/webhooks/harbor.md. Until then nothing is"
                + " copied.");
        yield Optional.empty();
      }
      default -> {
        trigger.remark(
            "type",
            Effect.DIFFERS,
            "somebody starts each run by hand",
            "./waybill scan RULE is that; but the rule follows pushes as well, once a webhook of"
                + " the source is set up.");
        yield Optional.empty();
      }
    };
  }

  private void filters() {
    boolean named = false;
    boolean tagged = false;
    for (Fields filter : policy.objects("filters")) {
      String value =
          filter.text("type").orElse("").equals("label") ? "" : filter.text("value").orElse("");
      boolean excludes = filter.text("decoration").orElse("").equals("excludes");
      switch (filter.text("type").orElse("")) {
        case "name" -> {
          if (named) {
            wish.disable("filters", "a repository has to match all filters", allOf("repositories"));
          } else if (!value.isEmpty()) {
            wish.repositories("filters", value, () -> Doublestar.repositories(value));
            named = true;
          }
        }
        case "tag" -> {
          if (excludes) {
            wish.withoutTags("filters", value, () -> Doublestar.tags(value));
          } else if (tagged) {
            wish.disable("filters", "a tag has to match all filters", allOf("tags"));
          } else if (!value.isEmpty()) {
            wish.tags("filters", value, () -> Doublestar.tags(value));
            tagged = true;
          }
        }
        case "resource" -> resource(value);
        case "label" -> labels(filter, excludes);
        default ->
            wish.disable(
                "filters",
                "a filter of a kind that Waybill does not know",
                "See what it leaves out, then set enabled: true.");
      }
    }
    if (!named) {
      wish.repository("**");
    }
  }

  private static String allOf(String key) {
    return "One of source.%s is enough here: write one pattern that says all, then set enabled: true."
        .formatted(key);
  }

  private void resource(String value) {
    switch (value) {
      case "image" -> settings.artifacts = Optional.of(List.of(ArtifactType.IMAGE));
      case "chart" -> settings.artifacts = Optional.of(List.of(ArtifactType.CHART));
      default -> {
        // "artifact", and nothing at all, is whatever there is.
      }
    }
  }

  private void labels(Fields filter, boolean excludes) {
    wish.disable(
        "filters",
        "only artifacts %s the labels %s"
            .formatted(excludes ? "without" : "with", String.join(", ", filter.texts("value"))),
        "Registries do not tell of Harbor's labels: choose by repositories and tags instead, then"
            + " set enabled: true.");
  }

  private Registry registry(String key) throws UnsaidException {
    Fields registry = policy.object(key);
    for (String unused :
        List.of(
            "name", "description", "status", "creation_time", "update_time", "token_service_url")) {
      registry.text(unused);
    }
    String id = registry.text("id").orElse("0");
    String type = registry.text("type").orElse("");
    if (registry.isEmpty() || id.equals("0")) {
      registry.passOver();
      String local =
          rules
              .options()
              .local()
              .orElseThrow(
                  () ->
                      new UnsaidException(
                          "Harbor calls itself \"Local\" in its policies: say its address with"
                              + " --local, as in --local harbor.example.com."));
      String scheme = local.startsWith("http://") ? "http" : "https";
      return rules
          .registries()
          .name(
              ForeignReference.place(local).host(),
              new Access(scheme, Optional.of("robot$waybill"), Optional.empty(), Map.of()));
    }
    return configured(registry, type);
  }

  private Registry configured(Fields registry, String type) {
    String url = registry.text("url").orElse("");
    Fields credential = registry.object("credential");
    credential.text("access_secret");
    Optional<String> username = credential.text("access_key").filter(key -> !key.isEmpty());
    boolean basic = credential.text("type").orElse("basic").equals("basic");
    Map<String, String> more = new TreeMap<>();
    if (registry.isSet("insecure")) {
      more.put("insecure", "true");
    }
    registry.note(
        "ca_certificate",
        Effect.LEFT_OUT,
        "the PEM text itself",
        "Write it to a file of its own, and name that in the registry's key ca.");
    String host = url.contains("hub.docker.com") ? "docker.io" : ForeignReference.place(url).host();
    if (type.equals("aws-ecr")) {
      more.put("login.provider", "ecr");
    }
    if (!basic || type.equals("aws-ecr")) {
      registry.remark(
          "credential",
          Effect.DIFFERS,
          "an account of the cloud",
          "See docs/registries.md for the keys of login.");
      username = Optional.empty();
    }
    return rules
        .registries()
        .name(
            host,
            new Access(
                url.startsWith("http://") ? "http" : "https", username, Optional.empty(), more));
  }
}
