package io.waybill.chassis.config;

import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;
import java.util.List;

/**
 * Who may call the API.
 *
 * @param tokens those who are known by a token
 * @param oidc those whom an issuer knows
 * @param auditRetention how long the audit trail goes back
 */
public record AccessConfig(
    @Key(
            value =
                "Who may call, each with a bearer token: a text of at least 16 characters is an"
                    + " admin's token; an entry with the keys below says more. Without tokens and"
                    + " `oidc`, everyone on this machine may call.",
            example = "[\"${WAYBILL_TOKEN}\"]")
        List<CallerConfig> tokens,
    @Key("An OpenID Connect issuer whose tokens let in, beside `tokens`.") OidcConfig oidc,
    @Key("How long the audit trail goes back.") TimeSpan auditRetention) {
  /** Nobody is asked who they are. */
  public static final AccessConfig OPEN =
      new AccessConfig(List.of(), OidcConfig.NONE, TimeSpan.parse("400d"));

  private static final int SHORTEST_TOKEN = 16;

  /** Checks that callers can be told apart. */
  public AccessConfig {
    tokens = List.copyOf(tokens);
    new Checks()
        .require(
            tokens.stream().allMatch(caller -> caller.token().reveal().length() >= SHORTEST_TOKEN),
            "tokens",
            "has a token shorter than " + SHORTEST_TOKEN + " characters, which could be guessed")
        .require(
            tokens.stream().map(CallerConfig::name).distinct().count() == tokens.size(),
            "tokens",
            "has two callers of one name, whom the audit trail could not tell apart")
        .require(
            tokens.stream().map(caller -> caller.token().reveal()).distinct().count()
                == tokens.size(),
            "tokens",
            "has a token twice")
        .range("auditRetention", auditRetention, Duration.ofDays(1), Duration.ofDays(36_500))
        .done();
  }

  /** With these callers. */
  public static AccessConfig of(CallerConfig... callers) {
    return new AccessConfig(List.of(callers), OidcConfig.NONE, OPEN.auditRetention);
  }

  /** The same with this issuer. */
  public AccessConfig withOidc(OidcConfig issuer) {
    return new AccessConfig(tokens, issuer, auditRetention);
  }

  /** Whether nobody is asked who they are. */
  public boolean isOpen() {
    return tokens.isEmpty() && !oidc.isConfigured();
  }
}
