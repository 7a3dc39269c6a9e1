package io.waybill.api.receivers;

import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.SigningConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a notification, as Standard Webhooks 1.0 has it
 * (https://github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 over {@code
 * <id>.<timestamp>.<body>}, one for each secret that a receiver may know.
 */
public final class Signature {
  private static final String BASE64_SECRET = "whsec_";

  private Signature() {}

  /**
   * The value of {@code webhook-signature}.
   *
   * @param id that of {@code webhook-id}
   * @param at that of {@code webhook-timestamp}, which has whole seconds
   * @param body the bytes that are sent
   */
  public static String of(SigningConfig signing, String id, Instant at, byte[] body) {
    List<String> signatures = new ArrayList<>();
    signatures.add(one(signing.secret().current(), id, at, body));
    for (Secret old : signing.oldSecrets()) {
      signatures.add(one(old, id, at, body));
    }
    return String.join(" ", signatures);
  }

  private static String one(Secret secret, String id, Instant at, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
      mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has HMAC-SHA256", impossible);
    }
  }

  private static byte[] bytes(Secret secret) {
    String text = secret.reveal();
    if (text.startsWith(BASE64_SECRET)) {
      try {
        return Base64.getDecoder().decode(text.substring(BASE64_SECRET.length()));
      } catch (IllegalArgumentException notBase64) {
        return text.getBytes(StandardCharsets.UTF_8);
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
