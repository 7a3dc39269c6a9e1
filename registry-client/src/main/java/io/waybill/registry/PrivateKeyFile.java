package io.waybill.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A private key in a PEM file: PKCS#8 ({@code PRIVATE KEY}), or the older forms of RSA and EC keys
 * ({@code RSA PRIVATE KEY} of RFC 8017, {@code EC PRIVATE KEY} of RFC 5915). No message here
 * repeats anything of its content.
 */
final class PrivateKeyFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ((?:[A-Z]+ )*PRIVATE KEY)-----(.*?)-----END", Pattern.DOTALL);

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private final Path file;

  PrivateKeyFile(Path file) {
    this.file = file;
  }

  /** Reads the key that belongs to this public one. */
  PrivateKey read(PublicKey counterpart) {
    Matcher block = BLOCK.matcher(text());
    if (!block.find()) {
      throw unusable("there is no private key in it (BEGIN PRIVATE KEY)", null);
    }
    String form = block.group(1);
    if (form.startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
      throw unusable(
          "it is encrypted; openssl pkey -in " + file + " -out <new file> writes it in the clear",
          null);
    }
    try {
      byte[] content = Base64.getMimeDecoder().decode(block.group(2));
      byte[] encoded = form.equals("PRIVATE KEY") ? content : wrap(content, counterpart);
      return KeyFactory.getInstance(counterpart.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      throw unusable(
          "it holds no "
              + counterpart.getAlgorithm()
              + " key, as the certificate does, or one that Java cannot read; openssl pkey -in "
              + file
              + " -out <new file> writes the form that it can",
          null);
    }
  }

  private String text() {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw unusable("there is no such file", missing);
    } catch (IOException failed) {
      throw unusable(String.valueOf(failed.getMessage()), failed);
    }
  }

  /**
   * PKCS#8 is the older form with its algorithm beside it (RFC 5208, section 5); the algorithm and
   * its curve are those of the certificate's key.
   */
  private static byte[] wrap(byte[] older, PublicKey counterpart) {
    byte[] publicInfo = content(counterpart.getEncoded());
    byte[] algorithm = Arrays.copyOf(publicInfo, lengthOfFirst(publicInfo));
    return der(SEQUENCE, VERSION_0, algorithm, der(OCTETS, older));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] content(byte[] element) {
    return Arrays.copyOfRange(element, headOf(element), lengthOfFirst(element));
  }

  private static int headOf(byte[] element) {
    int first = element[1] & 0xFF;
    return first < 0x80 ? 2 : 2 + (first & 0x7F);
  }

  private static int lengthOfFirst(byte[] elements) {
    int head = headOf(elements);
    int length = elements[1] & 0xFF;
    if (length >= 0x80) {
      length = 0;
      for (int i = 2; i < head; i++) {
        length = length << 8 | (elements[i] & 0xFF);
      }
    }
    return head + length;
  }

  private IllegalArgumentException unusable(String why, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "Tried to read the key of a client certificate from "
            + file
            + " but failed because: "
            + why,
        cause);
  }
}
