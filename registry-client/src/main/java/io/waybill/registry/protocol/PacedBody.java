package io.waybill.registry.protocol;

import io.waybill.registry.pace.Bandwidth;
import io.waybill.registry.pace.Throttle;
import io.waybill.registry.transport.RequestBody;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body that is sent no faster than some limits allow. */
record PacedBody(RequestBody body, List<Bandwidth> limits) implements RequestBody {
  /** The body itself, where it is empty or nothing limits it. */
  static @Nullable RequestBody of(@Nullable RequestBody body, List<Bandwidth> limits) {
    return body == null || body.length() == 0 || limits.isEmpty()
        ? body
        : new PacedBody(body, limits);
  }

  @Override
  public long length() {
    return body.length();
  }

  @Override
  public boolean isRepeatable() {
    return body.isRepeatable();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (OutputStream paced = Throttle.limit(out, limits)) {
      body.writeTo(paced);
    }
  }
}
