package io.waybill.migration.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.waybill.migration.rules.CronTexts.Timed;
import io.waybill.migration.rules.RegistryBook.Access;
import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** dregsy's file (github.com/xelalexv/dregsy, README, "Configuration"). */
final class DregsyImport {
  private static final String REGEX = "regex:";
  private static final JsonFactory JSON = new JsonFactory();

  private final RuleCollector rules;

  private DregsyImport(RuleCollector rules) {
    this.rules = rules;
  }

  static void read(Fields root, RuleCollector rules) {
    for (String key : List.of("relay", "skopeo", "docker", "dockerhost", "api-version", "watch")) {
      root.note(
          key,
          Effect.NOT_NEEDED,
          "how dregsy itself works",
          "Waybill copies from registry to registry; certificates are named in a registry's ca,"
              + " clientCertificate and clientKey.");
    }
    root.note(
        "lister",
        Effect.NOT_NEEDED,
        "how lists of repositories are kept",
        "A scan reads the source's catalog when it runs.");
    root.objects("tasks").forEach(new DregsyImport(rules)::task);
  }

  private void task(Fields task) {
    String name = task.text("name").orElse("dregsy");
    task.note("verbose", Effect.NOT_NEEDED, "how much is logged", "Set log.level if need be.");
    Fields source = task.object("source");
    Fields target = task.object("target");
    if (source.text("registry").isEmpty() || target.text("registry").isEmpty()) {
      task.remark(Effect.LEFT_OUT, "it names no source or no target", "Look at it.");
      task.passOver();
      return;
    }
    Registry from = registry(source);
    Registry to = registry(target);
    Optional<Timed> schedule = schedule(task);
    for (Fields mapping : task.objects("mappings")) {
      mapping(mapping, name, from, to, host(source), schedule);
    }
  }

  private static Optional<Timed> schedule(Fields task) {
    int seconds = task.number("interval").orElse(0);
    if (seconds <= 0) {
      task.remark(
          "interval",
          Effect.DIFFERS,
          "without an interval the task runs once",
          "The rule copies what is there when it is made (backfill), and pushes from then on."
              + " Remove it when it is done, or copy once with ./waybill copy.");
      return Optional.empty();
    }
    Timed timed = CronTexts.every(Duration.ofSeconds(seconds));
    if (!timed.exact()) {
      task.remark(
          "interval",
          Effect.DIFFERS,
          "every %d seconds".formatted(seconds),
          "The rule compares at %s; pushes are copied at once anyway."
              .formatted(timed.schedule().cron()));
    }
    return Optional.of(timed);
  }

  private void mapping(
      Fields mapping,
      String name,
      Registry from,
      Registry to,
      String host,
      Optional<Timed> schedule) {
    String theirs = mapping.text("from").orElse("");
    if (theirs.isEmpty()) {
      mapping.remark("from", Effect.LEFT_OUT, "it is missing", "Name the repository.");
      mapping.passOver();
      return;
    }
    boolean expression = theirs.startsWith(REGEX);
    Wish wish = new Wish(mapping);
    String path = "";
    if (expression) {
      String text = theirs.substring(REGEX.length());
      wish.repositories("from", theirs, () -> GoRegex.lineOnce(text));
    } else {
      path =
          ForeignReference.of(
                  host, theirs.replaceFirst("^/+", ""), Optional.empty(), Optional.empty())
              .path();
      wish.repository(path);
    }
    new DregsyTags(mapping, wish).read();
    Optional<RuleTarget> target = target(mapping, to, expression, path);
    platform(mapping);
    if (target.isPresent()) {
      wish.add(
          rules,
          RegistryBook.slug(name),
          name,
          from,
          target.get(),
          draft -> settings(mapping, draft, schedule));
    }
  }

  private static Optional<RuleTarget> target(
      Fields mapping, Registry to, boolean expression, String path) {
    String theirs = mapping.text("to").orElse("");
    try {
      if (theirs.startsWith(REGEX)) {
        String[] parts = theirs.substring(REGEX.length()).split(",", 2);
        if (expression || parts.length < 2) {
          mapping.remark(
              "to",
              Effect.LEFT_OUT,
              "an expression makes the target's path of each repository's",
              "Make a rule for each shape of path, with {repository}, {namespace}, {name} and"
                  + " flatten in its target.");
          return Optional.empty();
        }
        String replaced = Pattern.compile(parts[0]).matcher("/" + path).replaceAll(parts[1]);
        return Optional.of(Wish.target(to, path, replaced.replaceFirst("^/+", "")));
      }
      String prefix = theirs.replaceFirst("^/+", "");
      if (prefix.isEmpty()) {
        return Optional.of(RuleTarget.of(to));
      }
      return Optional.of(
          expression
              ? new RuleTarget(to, Template.parse(prefix + "/{repository}"), null, null)
              : Wish.target(to, path, prefix));
    } catch (PatternSyntaxException | IndexOutOfBoundsException wrong) {
      mapping.remark("to", Effect.LEFT_OUT, "it is no expression", "Look at it.");
    } catch (IllegalArgumentException invalid) {
      mapping.remark(
          "to",
          Effect.LEFT_OUT,
          "no registry takes the name that it makes: " + invalid.getMessage(),
          "Name another repository.");
    }
    return Optional.empty();
  }

  private static void platform(Fields mapping) {
    String platform = mapping.text("platform").orElse("");
    if (platform.isEmpty()) {
      mapping.remark(
          "platform",
          Effect.DIFFERS,
          "left out, it is the platform of the machine that dregsy runs on, and no other",
          "The rule copies all platforms, and keeps digests. For some only, add platforms and"
              + " platformMode.");
    } else if (!platform.equals("all")) {
      mapping.remark(
          "platform",
          Effect.DIFFERS,
          "the manifest of one platform alone is put under the tag",
          "The tag gets an index that names this platform only: clients pull the same, and the"
              + " digest is another.");
    }
  }

  private static RuleDraft settings(Fields mapping, RuleDraft draft, Optional<Timed> schedule) {
    draft.backfill(true).referrers(false);
    schedule.ifPresent(timed -> draft.schedule(timed.schedule()));
    mapping
        .text("platform")
        .filter(platform -> !platform.equals("all"))
        .ifPresent(
            platform ->
                draft
                    .platforms(List.of(PlatformPattern.parse(platform)))
                    .platformMode(PlatformMode.REBUILT));
    return draft;
  }

  private static String host(Fields location) {
    return ForeignReference.place(location.text("registry").orElse("")).host();
  }

  private Registry registry(Fields location) {
    String host = host(location);
    Map<String, String> more = new TreeMap<>();
    if (location.isSet("skip-tls-verify")) {
      more.put("insecure", "true");
      location.remark(
          "skip-tls-verify",
          Effect.DIFFERS,
          "any certificate is believed, and http is spoken where https is not",
          "insecure: true believes any certificate; where the registry speaks http, write http://"
              + " in its url.");
    }
    location.note(
        "lister",
        Effect.DIFFERS,
        "where the list of repositories comes from",
        "A scan reads the registry's catalog; where there is none (Docker Hub), name the"
            + " repositories one by one.");
    location.note(
        "auth-refresh",
        Effect.NOT_NEEDED,
        "how often ECR is asked for an account",
        "login.provider: ecr asks again before it ends.");
    String auth = location.text("auth").orElse("");
    boolean cloud = auth.isEmpty() || location.has("auth-refresh");
    if (cloud && host.matches(".*\\.dkr\\.ecr\\..*\\.amazonaws\\.com(\\.cn)?")) {
      more.put("login.provider", "ecr");
    } else if (cloud && (host.matches("(.*\\.)?gcr\\.io") || host.endsWith("-docker.pkg.dev"))) {
      more.put("login.provider", "google");
    }
    boolean account =
        !auth.isEmpty() && !auth.equals("none") && !more.containsKey("login.provider");
    return rules
        .registries()
        .name(
            host,
            new Access(
                "https",
                account ? Optional.of(username(auth)) : Optional.empty(),
                Optional.empty(),
                more));
  }

  /** What {@code {"username": ..., "password": ...}} in base64 says. */
  private static String username(String auth) {
    try (JsonParser parser = JSON.createParser(Base64.getDecoder().decode(auth.strip()))) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME
            && "username".equals(parser.currentName())) {
          return parser.nextTextValue();
        }
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      // A variable stands there, which something else puts in.
    }
    return "who-logs-in";
  }
}
