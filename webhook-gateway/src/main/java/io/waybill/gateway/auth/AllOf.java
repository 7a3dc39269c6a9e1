package io.waybill.gateway.auth;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Several things have to be shown, all of them. What needs nobody else comes first, so that
 * strangers cause no question to an issuer.
 */
public record AllOf(List<Authenticator> parts) implements Authenticator {
  /** Keeps a copy. */
  public AllOf {
    parts = List.copyOf(parts);
  }

  @Override
  public Verdict check(Evidence evidence) {
    for (Authenticator part : parts) {
      Verdict verdict = part.check(evidence);
      if (!(verdict instanceof Verdict.Accepted)) {
        return verdict;
      }
    }
    return Verdict.ACCEPTED;
  }

  @Override
  public Ask ask() {
    return new Ask(
        joined(", and ", Ask::shown), joined(" ", Ask::remedy), joined(", ", Ask::challenge));
  }

  private String joined(String between, Function<Ask, String> text) {
    return parts.stream()
        .map(Authenticator::ask)
        .map(text)
        .distinct()
        .collect(Collectors.joining(between));
  }
}
