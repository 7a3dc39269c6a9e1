package io.waybill.api.notifications;

import io.waybill.api.receivers.Postman;
import io.waybill.api.receivers.Verdict;
import io.waybill.api.receivers.Workloads;
import io.waybill.schemas.names.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tells whoever a subscription names, in the way that they are told. */
public final class Receivers {
  private final Postman postman;
  private final Workloads workloads;
  private final RegistryHosts hosts;
  private final Clock clock;

  /** Receivers that are reached by these. */
  public Receivers(Postman postman, Workloads workloads, RegistryHosts hosts, Clock clock) {
    this.postman = postman;
    this.workloads = workloads;
    this.hosts = hosts;
    this.clock = clock;
  }

  /** Tells it of a task. */
  Verdict tell(SubscriptionSpec spec, UUID id, String event) throws InterruptedException {
    WebhookSpec webhook = spec.webhook();
    if (webhook != null) {
      return post(webhook, id, event);
    }
    return change(java.util.Objects.requireNonNull(spec.kubernetes()), event);
  }

  /** Tries it out: a webhook gets an event that says so, a workload is changed in no way. */
  public Verdict tryOut(SubscriptionSpec spec) throws InterruptedException {
    WebhookSpec webhook = spec.webhook();
    if (webhook != null) {
      UUID id = UUID.randomUUID();
      return post(
          webhook,
          id,
          NotificationEvent.of(
                  id.toString(),
                  NotificationEvent.TEST,
                  null,
                  clock.instant(),
                  Map.of("subscription", spec.name()))
              .json());
    }
    return workloads.tryOut(place(java.util.Objects.requireNonNull(spec.kubernetes())));
  }

  private Verdict post(WebhookSpec webhook, UUID id, String event) throws InterruptedException {
    return postman.send(
        webhook.address(), webhook.secret(), id.toString(), event.getBytes(StandardCharsets.UTF_8));
  }

  private Verdict change(KubernetesSpec spec, String event) throws InterruptedException {
    TaskNotice notice = NotificationEvent.readTask(event);
    Digest digest = notice.digestAfter();
    Optional<String> host = hosts.find(notice.target().repository().registry());
    if (digest == null || host.isEmpty()) {
      return Verdict.Refused.unasked(
          digest == null
              ? "The record does not say which digest %s has.".formatted(notice.target().text())
              : "The registry %s is not configured, so the image cannot be named."
                  .formatted(notice.target().repository().registry()));
    }
    try {
      return workloads.setImage(
          place(spec), spec.image().render(host.get(), notice.target(), digest));
    } catch (IllegalArgumentException noTag) {
      return Verdict.Refused.unasked(noTag.getMessage() + ".");
    }
  }

  private static Workloads.Place place(KubernetesSpec spec) {
    return new Workloads.Place(spec.cluster(), spec.namespace(), spec.workload(), spec.container());
  }
}
