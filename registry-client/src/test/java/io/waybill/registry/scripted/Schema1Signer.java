package io.waybill.registry.scripted;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Signs Docker schema 1 manifests as docker's libtrust did: a JWS around pretty JSON. */
public final class Schema1Signer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TAIL = "\n}";

  private Schema1Signer() {}

  /** The document with its signature; the payload has to end with a line that is a brace. */
  public static byte[] sign(String payload) {
    if (!payload.endsWith(TAIL)) {
      throw new IllegalArgumentException("Not pretty: " + payload);
    }
    String head = payload.substring(0, payload.length() - TAIL.length());
    ObjectNode format = JSON.createObjectNode();
    format.put("formatLength", head.getBytes(StandardCharsets.UTF_8).length);
    format.put("formatTail", base64(TAIL.getBytes(StandardCharsets.UTF_8)));
    format.put("time", "2026-11-22T00:00:00Z");
    String header = base64(format.toString().getBytes(StandardCharsets.UTF_8));
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair key = generator.generateKeyPair();
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.getPrivate());
      String signed = header + "." + base64(payload.getBytes(StandardCharsets.UTF_8));
      signature.update(signed.getBytes(StandardCharsets.UTF_8));
      ObjectNode entry = JSON.createObjectNode();
      entry.putObject("header").put("alg", "ES256").set("jwk", jwk((ECPublicKey) key.getPublic()));
      entry.put("signature", base64(signature.sign())).put("protected", header);
      return (head + ",\n   \"signatures\": [" + entry + "]" + TAIL)
          .getBytes(StandardCharsets.UTF_8);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has P-256", impossible);
    }
  }

  private static ObjectNode jwk(ECPublicKey key) throws GeneralSecurityException {
    ObjectNode jwk = JSON.createObjectNode();
    jwk.put("crv", "P-256").put("kid", keyId(key.getEncoded())).put("kty", "EC");
    jwk.put("x", base64(fixed(key.getW().getAffineX())));
    return jwk.put("y", base64(fixed(key.getW().getAffineY())));
  }

  private static byte[] fixed(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[32];
    int count = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - count, fixed, 32 - count, count);
    return fixed;
  }

  /** The first 240 bits of the key's hash in base 32, in groups of four. */
  private static String keyId(byte[] encoded) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoded);
    BigInteger bits = new BigInteger(1, Arrays.copyOf(hash, 30));
    StringBuilder id = new StringBuilder();
    for (int digit = 47; digit >= 0; digit--) {
      int value = bits.shiftRight(5 * digit).intValue() & 31;
      id.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(value));
      if (digit % 4 == 0 && digit > 0) {
        id.append(':');
      }
    }
    return id.toString();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
