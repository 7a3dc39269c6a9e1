package io.waybill.gateway.senders;

import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;

/**
 * GitLab's container registry, which is a fork of distribution and sends the same envelope ({@code
 * app/models/container_registry/event.rb} in GitLab reads it). What it adds, {@code user_type} of
 * the actor and a {@code rename} of a repository, is of no interest here.
 */
final class GitLabParser implements WebhookParser {
  /**
   * It repeats a refused notification {@code maxretries} times, with pauses that double, and sends
   * nothing else meanwhile (gitlab-org/container-registry#1243).
   */
  static final SenderType TYPE =
      new SenderType(
          "gitlab",
          "GitLab container registry",
          new GitLabParser(),
          OnUnreadable.ACCEPT,
          Patience.SHORT,
          List.of(Proof.AUTHORIZATION, Proof.HEADER, Proof.PATH));

  private final DistributionParser envelope = new DistributionParser("GitLab's registry");

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    return envelope.parse(delivery, body);
  }
}
