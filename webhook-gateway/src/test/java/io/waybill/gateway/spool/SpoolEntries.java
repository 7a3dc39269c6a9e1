package io.waybill.gateway.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waybill.gateway.spool.SpoolReader.Queued;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.Message;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Entries to put into a spool, and a look at those that are in it. */
final class SpoolEntries {
  static final Instant AT = Instant.parse("2026-03-14T09:26:53.589Z");

  private SpoolEntries() {}

  static SpoolEntry entry(String id) {
    return entry(id, "{\"id\": \"" + id + "\"}");
  }

  static SpoolEntry entry(String id, String value) {
    Message message = new Message("a/b", Map.of(CloudEvents.ID, id), value.getBytes(UTF_8));
    return new SpoolEntry("builds", AT, List.of(new Outgoing("waybill.events", message)));
  }

  static String id(SpoolEntry entry) {
    return String.valueOf(entry.messages().getFirst().message().headers().get(CloudEvents.ID));
  }

  /** The ids of all that is in the spool, which is empty afterwards. */
  static List<String> drain(Spool spool) throws IOException {
    SpoolReader reader = new SpoolReader(spool.directory(), spool.backlog());
    List<String> ids = new ArrayList<>();
    for (List<Queued> some = reader.next(); !some.isEmpty(); some = reader.next()) {
      some.forEach(queued -> ids.add(id(queued.entry())));
      spool.backlog().drained(some.getLast().after(), some.size(), AT);
    }
    return ids;
  }
}
