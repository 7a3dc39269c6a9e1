package io.waybill.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waybill.embedded.SelfSigned;
import io.waybill.schemas.wire.Json;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Writes and signs messages as Amazon SNS does, with a certificate of the test's own. */
public final class SnsSigner {
  private final SelfSigned signer;

  /** Signs with this key, which has to be one of RSA. */
  public SnsSigner(SelfSigned signer) {
    this.signer = signer;
  }

  /** What the certificate's address serves. */
  public String certificatePem() {
    return signer.certificatePem();
  }

  /** A message of the topic, unsigned. */
  public static Map<String, String> notification(String topic, Instant at, String certificate) {
    Map<String, String> message = new TreeMap<>();
    message.put("Type", "Notification");
    message.put("MessageId", "3f0c5f0a-6f8e-5a51-9d0d-0242ac120002");
    message.put("TopicArn", topic);
    message.put("Message", "{\"detail-type\": \"ECR Image Action\"}");
    message.put("Timestamp", at.toString());
    message.put("SigningCertURL", certificate);
    return message;
  }

  /** The first message of a subscription, or its last; unsigned. */
  public static Map<String, String> confirmation(
      String type, String topic, Instant at, String certificate, String address) {
    Map<String, String> message = notification(topic, at, certificate);
    message.put("Type", type);
    message.put("Token", "2336412f37");
    message.put("SubscribeURL", address);
    return message;
  }

  /** The same with another field. */
  public static Map<String, String> with(Map<String, String> message, String field, String value) {
    Map<String, String> other = new TreeMap<>(message);
    other.put(field, value);
    return other;
  }

  /** The message with its signature, of version 1 or 2. */
  public Map<String, String> sign(String version, Map<String, String> message) {
    StringBuilder text = new StringBuilder();
    boolean isNotification = "Notification".equals(message.get("Type"));
    for (String name :
        new String[] {
          "Message",
          "MessageId",
          "Subject",
          "SubscribeURL",
          "Timestamp",
          "Token",
          "TopicArn",
          "Type"
        }) {
      boolean belongs =
          switch (name) {
            case "Subject" -> isNotification;
            case "SubscribeURL", "Token" -> !isNotification;
            default -> true;
          };
      if (belongs && message.containsKey(name)) {
        text.append(name).append('\n').append(message.get(name)).append('\n');
      }
    }
    try {
      Signature signature =
          Signature.getInstance(version.equals("1") ? "SHA1withRSA" : "SHA256withRSA");
      signature.initSign(signer.keys().getPrivate());
      signature.update(text.toString().getBytes(UTF_8));
      return with(
          with(message, "SignatureVersion", version),
          "Signature",
          Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** As it is posted. */
  public static String json(Map<String, String> message) {
    return Json.lenient().valueToTree(message).toString();
  }
}
