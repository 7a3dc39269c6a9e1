package io.waybill.api.rest;

import io.waybill.api.notifications.KubernetesSpec;
import io.waybill.api.notifications.SubscriptionSpec;
import io.waybill.api.notifications.WebhookSpec;
import io.waybill.api.receivers.ReceiverGuard;
import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import java.util.Set;

/** Refuses subscriptions that are well formed and cannot work here. */
final class SubscriptionChecks {
  private final ApiConfig config;
  private final ReceiverGuard guard;

  SubscriptionChecks(ApiConfig config, ReceiverGuard guard) {
    this.config = config;
    this.guard = guard;
  }

  void check(SubscriptionSpec spec) {
    WebhookSpec webhook = spec.webhook();
    if (webhook != null) {
      guard
          .refusal(webhook.address())
          .ifPresent(why -> refuse("webhook.url", "the receiver cannot be there: " + why));
      String secret = webhook.secret();
      if (secret != null && !config.notifications().secrets().containsKey(secret)) {
        refuse(
            "webhook.secret",
            "api.notifications.secrets has no \"%s\"; %s"
                .formatted(secret, known(config.notifications().secrets().keySet())));
      }
    }
    KubernetesSpec kubernetes = spec.kubernetes();
    if (kubernetes != null && !config.kubernetes().containsKey(kubernetes.cluster())) {
      refuse(
          "kubernetes.cluster",
          "api.kubernetes has no \"%s\"; %s"
              .formatted(kubernetes.cluster(), known(config.kubernetes().keySet())));
    }
  }

  private static void refuse(String key, String sentence) {
    throw new ProblemException(Problem.unprocessable(key + ": " + sentence + ".").with("key", key));
  }

  private static String known(Set<String> names) {
    return names.isEmpty()
        ? "it is empty, and what is there is configured in the API's own waybill.yaml"
        : "known are " + String.join(", ", names);
  }
}
