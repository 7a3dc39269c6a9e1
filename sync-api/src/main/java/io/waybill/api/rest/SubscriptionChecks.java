package io.waybill.api.rest;

import io.waybill.api.notifications.KubernetesSpec;
import io.waybill.api.notifications.SubscriptionSpec;
import io.waybill.api.notifications.WebhookSpec;
import io.waybill.api.receivers.ReceiverGuard;
import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.http.ProblemException;
import io.waybill.schemas.rules.RuleProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Refuses subscriptions that are well formed and cannot work here. */
final class SubscriptionChecks {
  private final ApiConfig config;
  private final ReceiverGuard guard;

  SubscriptionChecks(ApiConfig config, ReceiverGuard guard) {
    this.config = config;
    this.guard = guard;
  }

  /** Refuses it with all that is in its way. */
  void check(SubscriptionSpec spec) {
    List<RuleProblem> problems = new ArrayList<>();
    WebhookSpec webhook = spec.webhook();
    if (webhook != null) {
      guard
          .refusal(webhook.address())
          .ifPresent(
              why ->
                  problems.add(
                      RuleProblem.at("webhook.url", "the receiver cannot be there: " + why)));
      String secret = webhook.secret();
      if (secret != null && !config.notifications().secrets().containsKey(secret)) {
        problems.add(
            RuleProblem.at(
                "webhook.secret",
                "api.notifications.secrets has no \"%s\"; %s"
                    .formatted(secret, known(config.notifications().secrets().keySet()))));
      }
    }
    KubernetesSpec kubernetes = spec.kubernetes();
    if (kubernetes != null && !config.kubernetes().containsKey(kubernetes.cluster())) {
      problems.add(
          RuleProblem.at(
              "kubernetes.cluster",
              "api.kubernetes has no \"%s\"; %s"
                  .formatted(kubernetes.cluster(), known(config.kubernetes().keySet()))));
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(RuleChecks.problem(problems));
    }
  }

  private static String known(Set<String> names) {
    return names.isEmpty()
        ? "it is empty, and what is there is configured in the API's own waybill.yaml"
        : "known are " + String.join(", ", names);
  }
}
