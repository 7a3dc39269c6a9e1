package io.waybill.migration.cluster;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Of which kind a client's key is. The library tells it by the first line of a PEM, which does not
 * say it of PKCS #8 ("PRIVATE KEY"), and then takes every key for RSA (8.0.0).
 */
final class ClientKeys {
  private static final String EC = "EC";

  private ClientKeys() {}

  /**
   * The word for the library.
   *
   * @param file of the key; null = it is in the data
   * @param data PEM, perhaps in base64
   * @return null = there is no key, or none that can be read, which the library says
   */
  static @Nullable String algorithm(@Nullable String file, @Nullable String data) {
    return isEllipticPkcs8(pem(file, data)) ? EC : Config.getKeyAlgorithm(file, data);
  }

  private static String pem(@Nullable String file, @Nullable String data) {
    try {
      if (data == null) {
        return file == null ? "" : Files.readString(Path.of(file));
      }
      return data.contains("-----")
          ? data
          : new String(Base64.getDecoder().decode(data), StandardCharsets.ISO_8859_1);
    } catch (IOException | IllegalArgumentException unreadable) {
      return "";
    }
  }

  private static boolean isEllipticPkcs8(String pem) {
    if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
      return false;
    }
    try {
      String base64 = pem.replaceAll("-----[^-]*-----", "").replaceAll("\\s", "");
      KeyFactory.getInstance(EC)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
      return true;
    } catch (GeneralSecurityException | IllegalArgumentException other) {
      return false;
    }
  }
}
