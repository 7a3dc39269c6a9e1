package io.waybill.migration.rules;

import io.waybill.migration.rules.RegistryBook.Access;
import io.waybill.migration.rules.Remark.Effect;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code creds} of regsync: how each registry is reached. */
final class RegsyncAccounts {
  private final Map<String, Access> accounts = new HashMap<>();

  RegsyncAccounts(Fields root) {
    for (Fields creds : root.objects("creds")) {
      creds
          .text("registry")
          .ifPresent(
              registry ->
                  accounts.put(ForeignReference.place(registry).host(), access(creds, registry)));
    }
  }

  Access find(String host) {
    return accounts.getOrDefault(host, Access.PLAIN);
  }

  private static Access access(Fields creds, String registry) {
    Map<String, String> more = new TreeMap<>();
    String tls = creds.text("tls").orElse("enabled");
    if (tls.equals("insecure")) {
      more.put("insecure", "true");
    }
    pem(creds, "regcert", "ca");
    pem(creds, "clientCert", "clientCertificate");
    pem(creds, "clientKey", "clientKey");
    creds.text("reqPerSec").ifPresent(rate -> more.put("requestsPerSecond", whole(rate)));
    creds
        .number("reqConcurrent")
        .ifPresent(most -> more.put("maxConnections", String.valueOf(Math.max(3, most))));
    Optional<String> username = creds.text("user");
    Optional<String> password = creds.text("pass");
    others(creds, registry);
    boolean plain = creds.text("scheme").orElse("").equals("http");
    return new Access(
        plain || tls.equals("disabled") ? "http" : "https",
        username.map(name -> GoTemplates.reference(name).orElse(name)),
        password.flatMap(GoTemplates::reference),
        more);
  }

  private static String whole(String rate) {
    try {
      return String.valueOf(Math.max(1, Math.round(Double.parseDouble(rate))));
    } catch (NumberFormatException none) {
      return "1";
    }
  }

  private static void pem(Fields creds, String key, String ours) {
    creds.note(
        key,
        Effect.LEFT_OUT,
        "the PEM text itself",
        "Write it to a file of its own, and name that in the registry's key %s.".formatted(ours));
  }

  private static void others(Fields creds, String registry) {
    creds.note(
        "hostname",
        Effect.LEFT_OUT,
        "the host that is really asked",
        "Write it into the url of the registry.");
    creds.note(
        "mirrors",
        Effect.LEFT_OUT,
        "other registries that are asked first",
        "Make a rule that reads from the mirror.");
    creds.note("priority", Effect.LEFT_OUT, "the order of mirrors", "There are no mirrors here.");
    creds.note(
        "pathPrefix",
        Effect.LEFT_OUT,
        "a namespace in front of each repository of %s".formatted(registry),
        "Write it into the rule's source.repositories and its target's repository.");
    for (String key : new String[] {"credHelper", "credExpire", "credHost"}) {
      creds.note(
          key,
          Effect.LEFT_OUT,
          "a program that gives out the account",
          "Name a docker config.json with the credential helper in login.dockerConfig.");
    }
    creds.note(
        "token", Effect.LEFT_OUT, "a token in place of a password", "Use it as the password.");
    creds.note(
        "repoAuth",
        Effect.NOT_NEEDED,
        "a token for each repository",
        "Waybill asks for a token for each repository anyway.");
    for (String key : new String[] {"blobChunk", "blobMax", "api", "apiOpts"}) {
      creds.note(
          key,
          Effect.NOT_NEEDED,
          "how blobs are sent",
          "Waybill streams blobs, and goes over to chunks where a registry wants them.");
    }
  }
}
