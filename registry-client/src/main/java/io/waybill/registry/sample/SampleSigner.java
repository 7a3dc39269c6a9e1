package io.waybill.registry.sample;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.Random;

/** Signs with a key made from a seed: real signatures that nobody has a reason to trust. */
final class SampleSigner {
  private SampleSigner() {}

  /** The Ed25519 signature of the bytes, in base64. */
  static String sign(long seed, byte[] bytes) {
    try {
      byte[] secret = new byte[32];
      new Random(seed).nextBytes(secret);
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret));
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(bytes);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Java has Ed25519 since 15", impossible);
    }
  }
}
