package io.waybill.chassis.config;

import io.waybill.schemas.units.TimeSpan;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Makes the records of notifications from their sections. */
final class NotificationBinder {
  private NotificationBinder() {}

  /** How subscribers are told. */
  static NotificationsConfig notifications(Section section) {
    NotificationsConfig defaults = NotificationsConfig.DEFAULT;
    Map<String, SigningConfig> secrets =
        Binder.entries(section, "secrets", SigningConfig.class, NotificationBinder::signing);
    boolean addresses = section.flag("privateAddresses", defaults.privateAddresses());
    TimeSpan timeout = section.parsed("timeout", TimeSpan::parse).orElse(defaults.timeout());
    TimeSpan retryFor = section.parsed("retryFor", TimeSpan::parse).orElse(defaults.retryFor());
    TimeSpan disable =
        section.parsed("disableAfter", TimeSpan::parse).orElse(defaults.disableAfter());
    int pending = section.number("maxPending", defaults.maxPending());
    TimeSpan keep = section.parsed("keep", TimeSpan::parse).orElse(defaults.keep());
    return section
        .make(
            () ->
                new NotificationsConfig(
                    secrets, addresses, timeout, retryFor, disable, pending, keep))
        .orElse(defaults);
  }

  private static Optional<SigningConfig> signing(String name, Section section) {
    Optional<String> given = section.text("secret");
    Optional<Secret> secret = section.secret("secret");
    if (given.isEmpty()) {
      section.missing("secret", "what are notifications signed with?");
    }
    var old = section.secrets("oldSecrets");
    return section
        .make(() -> new SigningConfig(secret.orElse(Secret.of("placeholder-secret")), old))
        .filter(made -> secret.isPresent());
  }

  /** A cluster. */
  static Optional<KubernetesConfig> kubernetes(String name, Section section) {
    KubernetesConfig defaults = KubernetesConfig.IN_CLUSTER;
    URI server = section.parsed("server", Binder::uri).orElse(defaults.server());
    Path token = section.parsed("tokenFile", Binder::path).orElse(defaults.tokenFile());
    Path ca = section.parsed("ca", Binder::path).orElse(defaults.ca());
    return section.make(() -> new KubernetesConfig(server, token, ca));
  }
}
