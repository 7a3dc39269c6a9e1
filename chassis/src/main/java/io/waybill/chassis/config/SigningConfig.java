package io.waybill.chassis.config;

import java.util.List;

/**
 * What notifications are signed with.
 *
 * @param secret the secret that receivers should know by now
 * @param oldSecrets secrets that some receivers may still know
 */
public record SigningConfig(
    @Key(
            value =
                "What notifications are signed with, at least 16 characters. `whsec_` and base64"
                    + " stands for the bytes, anything else for its own characters.",
            example = "${SHOP_HOOK_SECRET}")
        Secret secret,
    @Key(
            value =
                "Secrets that are being replaced: there is a signature with each of them, too, so"
                    + " that receivers can change at their own time.",
            example = "[\"${SHOP_HOOK_SECRET_OLD}\"]")
        List<Secret> oldSecrets) {
  private static final int SHORTEST = 16;

  /** Checks the lengths. */
  public SigningConfig {
    oldSecrets = List.copyOf(oldSecrets);
    String tooShort =
        "has fewer than " + SHORTEST + " characters, and signatures are there to be tried on";
    new Checks()
        .require(isLong(secret), "secret", tooShort)
        .require(oldSecrets.stream().allMatch(SigningConfig::isLong), "oldSecrets", tooShort)
        .done();
  }

  private static boolean isLong(Secret secret) {
    return secret.reveal().length() >= SHORTEST;
  }
}
