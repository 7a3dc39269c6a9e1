package io.waybill.chassis.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.chassis.metrics.Metrics;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class LiveStreamTest {
  private static final byte[] CHUNK = new byte[64 << 10];

  /** What the buffers of both ends of a connection on one machine can hold, with room to spare. */
  private static final long BUFFERS = 64 << 20;

  @Test
  void whoDoesNotReadIsCutOffAndOnlyTheirConnectionsBuffersAreFull() throws Exception {
    AtomicLong taken = new AtomicLong();
    CountDownLatch slow = new CountDownLatch(1);
    try (HttpService service = service(taken, slow);
        Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(16 << 10);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
      OutputStream out = deaf.getOutputStream();
      out.write("GET /flood HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(slow.await(60, TimeUnit.SECONDS)).isTrue();

      assertThat(taken).hasValueLessThan(BUFFERS);
      assertThatThrownBy(() -> writeUntilNobodyListens(out)).isInstanceOf(IOException.class);
    }
  }

  private static HttpService service(AtomicLong taken, CountDownLatch slow) throws Exception {
    return HttpService.start(
        HttpSettings.of("127.0.0.1", 0, "test.port"),
        routes ->
            routes.get(
                "/flood",
                request ->
                    Response.live(
                        "text/event-stream",
                        stream -> {
                          while (stream.send(CHUNK, Duration.ofSeconds(1))
                              == LiveStream.Sent.TAKEN) {
                            taken.addAndGet(CHUNK.length);
                          }
                          slow.countDown();
                        })),
        new Health(),
        Metrics.create("test"));
  }

  /** A connection whose other end is gone says so to whoever writes; one that is open does not. */
  private static void writeUntilNobodyListens(OutputStream out) throws Exception {
    for (int i = 0; i < 300; i++) {
      out.write('\n');
      Thread.sleep(100);
    }
  }
}
