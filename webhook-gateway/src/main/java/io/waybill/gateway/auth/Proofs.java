package io.waybill.gateway.auth;

import io.waybill.chassis.config.ProofConfig;
import io.waybill.chassis.config.ProofConfig.SecretPlace;
import io.waybill.chassis.config.TlsConfig;
import io.waybill.gateway.senders.BodySignature;
import io.waybill.gateway.senders.SenderType;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes what checks a webhook's sender of what is configured, where the sender can do that. */
public final class Proofs {
  private final String webhook;
  private final ProofConfig asked;
  private final SenderType type;

  /** For the webhook with this name. */
  public Proofs(String webhook, ProofConfig asked, SenderType type) {
    this.webhook = webhook;
    this.asked = asked;
    this.type = type;
  }

  /** Why the configuration asks for what cannot be: sentences; none where all is well. */
  public List<String> findProblems(TlsConfig listener) {
    List<String> problems = new ArrayList<>();
    Optional<Proof> place = place();
    if (asked.secret().isPresent() && place.isEmpty()) {
      problems.add(impossible("secret is set"));
    }
    if (asked.secret().isPresent() && place.isPresent() && !type.proofs().contains(place.get())) {
      problems.add(impossible("secretIn is " + asked.secretIn().orElseThrow()));
    }
    if (asked.certificate().isPresent() && !type.proofs().contains(Proof.CERTIFICATE)) {
      problems.add(impossible("certificate is set"));
    }
    if (asked.certificate().isPresent() && listener.clientAuthorities().isEmpty()) {
      problems.add(
          "webhooks."
              + webhook
              + ".certificate needs gateway.tls.clientAuthorities: whose client certificates are"
              + " believed?");
    }
    if (asked.topicArn().isPresent() && !type.proofs().contains(Proof.SNS)) {
      problems.add(impossible("topicArn is set"));
    }
    if (asked.topicArn().isPresent() && topic().isEmpty()) {
      problems.add(
          "webhooks."
              + webhook
              + ".topicArn is in a partition of AWS other than aws, aws-cn and aws-us-gov: where"
              + " its messages are signed is not known.");
    }
    if (asked.topicArn().isPresent() && place.filter(Proof.HEADER::equals).isPresent()) {
      problems.add(
          "webhooks."
              + webhook
              + " asks for a signature of Amazon SNS and for a secret in a header of its own, which"
              + " SNS cannot add: remove one of them, or show the secret elsewhere (secretIn:"
              + " path).");
    }
    if (hasToken() && !type.proofs().contains(Proof.TOKEN)) {
      problems.add(impossible("token is set"));
    }
    if (hasToken() && isInAuthorization()) {
      problems.add(
          "webhooks."
              + webhook
              + " asks for a secret and for a token in the Authorization header, where only one has"
              + " room: remove one of them, or show the secret elsewhere (secretIn).");
    }
    return problems;
  }

  /** What checks it; only where there are no problems. */
  public Access access(Outside outside) {
    List<Authenticator> parts = new ArrayList<>();
    Optional<SharedSecrets> secrets =
        asked.secret().map(present -> new SharedSecrets(asked.secrets()));
    secrets.ifPresent(shared -> parts.add(ofSecret(shared)));
    asked.certificate().ifPresent(name -> parts.add(new ClientCertificate(webhook, name)));
    if (hasToken()) {
      parts.add(new BearerToken(webhook, asked.token(), outside));
    }
    topic().ifPresent(topic -> parts.add(new SnsSignature(webhook, topic, outside)));
    Authenticator deliveries =
        switch (parts.size()) {
          case 0 -> new Anyone();
          case 1 -> parts.getFirst();
          default -> new AllOf(parts);
        };
    Authenticator trials =
        secrets
            .map(shared -> new AuthorizationHeader(webhook, shared))
            .filter(bearer -> !(deliveries instanceof AuthorizationHeader))
            .<Authenticator>map(bearer -> new EitherOf(deliveries, bearer))
            .orElse(deliveries);
    return new Access(
        deliveries,
        trials,
        place().equals(Optional.of(Proof.PATH)),
        topic().map(topic -> new SnsSubscription(topic, outside)));
  }

  private Authenticator ofSecret(SharedSecrets secrets) {
    return switch (place().orElse(Proof.AUTHORIZATION)) {
      case HEADER -> new NamedHeader(webhook, header().orElseThrow(), secrets);
      case SIGNATURE -> new SignedBody(webhook, signature(), secrets);
      case PATH -> new SecretPath(webhook, secrets);
      default -> new AuthorizationHeader(webhook, secrets);
    };
  }

  private boolean hasToken() {
    return asked.token().audience().isPresent();
  }

  private boolean isInAuthorization() {
    return place().equals(Optional.of(Proof.AUTHORIZATION))
        || asked.secretHeader().filter("Authorization"::equalsIgnoreCase).isPresent();
  }

  private Optional<SnsTopic> topic() {
    return asked.topicArn().flatMap(SnsTopic::of);
  }

  private BodySignature signature() {
    return type.signature()
        .orElseThrow(() -> new IllegalStateException(type + " says nowhere how it signs"));
  }

  private Optional<String> header() {
    return asked.secretHeader().or(type::secretHeader);
  }

  /** Where the secret is shown: as configured, or where the sender usually does. */
  private Optional<Proof> place() {
    if (asked.secret().isEmpty()) {
      return Optional.empty();
    }
    return asked
        .secretIn()
        .map(Proofs::proof)
        .or(() -> type.proofs().stream().filter(this::isUsual).findFirst());
  }

  private boolean isUsual(Proof proof) {
    return switch (proof) {
      case AUTHORIZATION, SIGNATURE, PATH -> true;
      case HEADER -> header().isPresent();
      case CERTIFICATE, TOKEN, SNS -> false;
    };
  }

  private static Proof proof(SecretPlace place) {
    return switch (place) {
      case AUTHORIZATION -> Proof.AUTHORIZATION;
      case HEADER -> Proof.HEADER;
      case SIGNATURE -> Proof.SIGNATURE;
      case PATH -> Proof.PATH;
    };
  }

  private String impossible(String what) {
    return "webhooks."
        + webhook
        + "."
        + what
        + ", but a sender of type "
        + type
        + " ("
        + type.title()
        + ") cannot show that. It can show: "
        + type.proofs().stream().map(Proofs::key).collect(Collectors.joining(", "))
        + ".";
  }

  private static String key(Proof proof) {
    return switch (proof) {
      case CERTIFICATE -> "certificate";
      case TOKEN -> "token";
      case SNS -> "topicArn";
      case AUTHORIZATION, HEADER, SIGNATURE, PATH ->
          Stream.of(SecretPlace.values())
              .filter(place -> proof(place) == proof)
              .map(place -> "a secret (secretIn: " + place + ")")
              .findFirst()
              .orElseThrow();
    };
  }
}
