package io.waybill.chassis.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a listener's new certificate when its files are replaced, as cert-manager does it weeks
 * before the old one ends. New connections get it; those that are open stay as they are.
 */
final class TlsRenewal {
  private static final Logger LOG = LoggerFactory.getLogger(TlsRenewal.class);
  private static final long GLANCE_MILLIS = 10_000;
  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx;
  private final HttpSettings settings;
  private final List<HttpServer> servers;
  private final AtomicBoolean looking = new AtomicBoolean();
  private ListenerTls used;
  private String complaint = "";

  TlsRenewal(Vertx vertx, HttpSettings settings, List<HttpServer> servers, ListenerTls used) {
    this.vertx = vertx;
    this.settings = settings;
    this.servers = servers;
    this.used = used;
  }

  /** Looks every ten seconds, until Vert.x is closed. */
  void begin() {
    vertx.setPeriodic(
        GLANCE_MILLIS,
        due -> {
          if (looking.compareAndSet(false, true)) {
            Thread.ofVirtual()
                .name("certificate of " + settings.portKey())
                .start(
                    () -> {
                      try {
                        look();
                      } finally {
                        looking.set(false);
                      }
                    });
          }
        });
  }

  /** Takes what the files hold, if that is new and can be used. One caller at a time. */
  void look() {
    try {
      Optional<ListenerTls> now = ListenerTls.read(vertx, settings);
      if (now.isPresent() && !now.get().equals(used)) {
        take(now.get());
      }
      complaint = "";
    } catch (ListenException unusable) {
      complain(String.valueOf(unusable.getMessage()));
    }
  }

  private void take(ListenerTls files) {
    try {
      Future.all(servers.stream().map(server -> server.updateSSLOptions(files.options())).toList())
          .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | RuntimeException failed) {
      complain("The new one was not taken: " + failed.getMessage());
      return;
    }
    used = files;
    LOG.info(
        "New connections get the certificate that {} holds now.",
        settings.tls().certificate().orElseThrow());
  }

  /** Once for each reason: files that are replaced one after the other do not fit for a moment. */
  private void complain(String why) {
    if (!why.equals(complaint)) {
      complaint = why;
      LOG.warn("The listener goes on with the certificate that it has. {}", why);
    }
  }
}
