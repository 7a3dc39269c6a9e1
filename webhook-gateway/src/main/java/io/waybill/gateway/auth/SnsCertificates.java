package io.waybill.gateway.auth;

import io.waybill.chassis.identity.Fetcher;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The certificates with which SNS signs messages of a topic, fetched once each. Anybody can make a
 * message up that names another one, so after a fetch that led to nothing there is a pause.
 *
 * <p>Safe for any number of threads; one of them fetches, and only those wait for it whose
 * certificate is not known.
 */
final class SnsCertificates {
  private static final int MOST = 16;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final SnsTopic topic;
  private final Outside outside;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<URI, X509Certificate> known = new ConcurrentHashMap<>();
  private Instant pauseUntil = Instant.MIN;

  SnsCertificates(SnsTopic topic, Outside outside) {
    this.topic = topic;
    this.outside = outside;
  }

  /** What is at a certificate's address. */
  sealed interface Lookup {
    /** The key of a certificate that is SNS's, and holds now. */
    record Found(PublicKey key) implements Lookup {}

    /** Nothing that SNS would sign with: the reason. */
    record Wrong(String reason) implements Lookup {}

    /** It cannot be had now: the reason. */
    record Unavailable(String reason) implements Lookup {}
  }

  /** Looks an address up that the topic says is SNS's. */
  Lookup find(URI address) {
    X509Certificate certificate = known.get(address);
    if (certificate != null) {
      return valid(certificate);
    }
    lock.lock();
    try {
      X509Certificate fetchedMeanwhile = known.get(address);
      return fetchedMeanwhile == null ? fetch(address) : valid(fetchedMeanwhile);
    } finally {
      lock.unlock();
    }
  }

  private Lookup fetch(URI address) {
    if (outside.clock().instant().isBefore(pauseUntil)) {
      return new Lookup.Unavailable("a certificate could not be fetched a moment ago");
    }
    Lookup lookup = fetchNow(address);
    if (!(lookup instanceof Lookup.Found)) {
      pauseUntil = outside.clock().instant().plus(PAUSE);
    }
    return lookup;
  }

  private Lookup fetchNow(URI address) {
    String problem;
    try {
      Fetcher.Answer answer = outside.fetcher().fetch(address);
      if (answer.status() == 200) {
        return read(address, answer.body());
      }
      if (answer.status() == 403 || answer.status() == 404) {
        return new Lookup.Wrong("SNS does not have the certificate that it names");
      }
      problem = "it answers " + answer.status();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      problem = "this process is stopping";
    } catch (IOException failed) {
      problem = String.valueOf(failed.getMessage());
    }
    return new Lookup.Unavailable(
        "the certificate at " + address + " could not be fetched: " + problem);
  }

  private Lookup read(URI address, byte[] pem) {
    X509Certificate certificate;
    try {
      certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(pem));
    } catch (CertificateException malformed) {
      return new Lookup.Wrong("what it names as its certificate is none");
    }
    if (CertificateNames.of(certificate).noneMatch(topic::isSigner)) {
      return new Lookup.Wrong("the certificate that it names is not that of SNS");
    }
    Lookup lookup = valid(certificate);
    if (lookup instanceof Lookup.Found) {
      if (known.size() >= MOST) {
        known.remove(known.keySet().iterator().next());
      }
      known.put(address, certificate);
    }
    return lookup;
  }

  private Lookup valid(X509Certificate certificate) {
    try {
      certificate.checkValidity(Date.from(outside.clock().instant()));
      return new Lookup.Found(certificate.getPublicKey());
    } catch (CertificateException notNow) {
      return new Lookup.Wrong("the certificate that it names has expired, or holds only later");
    }
  }
}
