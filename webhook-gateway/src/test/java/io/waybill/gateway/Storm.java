package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Senders that post one body after the other, each over a connection of its own: such as send again
 * until they are heard, and such as send once and never again.
 */
final class Storm implements AutoCloseable {
  /** The webhook of senders that repeat. */
  static final String REPEATED = "repeated";

  /** The webhook of those that do not, which has a spool. */
  static final String ONCE = "once";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final URI gateway;
  private final String secret;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Sender> senders = new ArrayList<>();
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger spooled = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();

  Storm(URI gateway, String secret) {
    this.gateway = gateway;
    this.secret = secret;
  }

  /** Starts so many senders of each kind. */
  void begin(int repeating, int once) {
    for (int i = 0; i < repeating; i++) {
      senders.add(new Sender("repeating-" + i, REPEATED, 100));
    }
    for (int i = 0; i < once; i++) {
      senders.add(new Sender("once-" + i, ONCE, 10));
    }
    senders.forEach(sender -> running.add(threads.submit(sender::run)));
  }

  /** Events that were answered 2xx. */
  int accepted() {
    return accepted.get();
  }

  /** Answers that said that the events are in the spool. */
  int spooled() {
    return spooled.get();
  }

  /** Requests without a 2xx. */
  int turnedAway() {
    return turnedAway.get();
  }

  List<Sender> senders() {
    return senders;
  }

  /** Lets each sender end its request; fails where one of them broke. */
  void end() throws Exception {
    stop.set(true);
    for (Future<?> sender : running) {
      sender.get();
    }
  }

  @Override
  public void close() {
    stop.set(true);
    threads.close();
  }

  /** One of them; its events are of one repository, and so have an order on Kafka. */
  final class Sender {
    private final String name;
    private final String webhook;
    private final int eventsOfABody;
    private final List<String> heard = new ArrayList<>();
    private final HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private int next;

    private Sender(String name, String webhook, int eventsOfABody) {
      this.name = name;
      this.webhook = webhook;
      this.eventsOfABody = eventsOfABody;
    }

    String name() {
      return name;
    }

    /** Whether it sends nothing again, and so has to be heard the first time. */
    boolean isHeardOnce() {
      return webhook.equals(ONCE);
    }

    /** The ids that were answered 2xx, in the order in which they were sent. */
    List<String> heard() {
      return heard;
    }

    private Void run() throws InterruptedException {
      try (client) {
        while (!stop.get()) {
          List<String> ids = new ArrayList<>();
          for (int i = 0; i < eventsOfABody; i++) {
            ids.add(name + "/" + next++);
          }
          boolean isHeard = post(ids);
          while (!isHeard && webhook.equals(REPEATED) && !stop.get()) {
            Thread.sleep(20);
            isHeard = post(ids);
          }
          if (isHeard) {
            heard.addAll(ids);
            accepted.addAndGet(ids.size());
          }
        }
      }
      return null;
    }

    private boolean post(List<String> ids) throws InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(gateway.resolve("/webhooks/" + webhook))
              .timeout(PATIENCE)
              .header("Authorization", secret)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body(ids)))
              .build();
      try {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 202) {
          spooled.addAndGet(answer.body().contains("\"spooled\":true") ? 1 : 0);
          return true;
        }
        if (answer.statusCode() != 503) {
          throw new AssertionError("Nobody expects " + answer.statusCode() + " " + answer.body());
        }
      } catch (IOException killed) {
        // The gateway is not there, or went in the middle; without an answer nothing is promised.
        if (webhook.equals(ONCE)) {
          Thread.sleep(20);
        }
      }
      turnedAway.incrementAndGet();
      return false;
    }

    private byte[] body(List<String> ids) {
      StringBuilder body = new StringBuilder("{\"events\": [");
      for (String id : ids) {
        body.append(body.length() > 12 ? "," : "")
            .append("{\"id\": \"")
            .append(id)
            .append(
                "\", \"timestamp\": \"2026-03-14T09:26:53Z\", \"action\": \"push\", \"target\":")
            .append("{\"repository\": \"storm/")
            .append(name)
            .append("\", \"tag\": \"")
            .append(id.substring(id.indexOf('/') + 1))
            .append("\"}}");
      }
      return body.append("]}").toString().getBytes(UTF_8);
    }
  }
}
