package io.waybill.cli.webhooks;

import io.waybill.gateway.Preview;
import io.waybill.gateway.Preview.PreviewedEvent;
import io.waybill.gateway.Preview.PreviewedIgnored;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.events.SyncRequested;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Tells a person what a body would become. */
final class PreviewText {
  private final PrintWriter out;

  PreviewText(PrintWriter out) {
    this.out = out;
  }

  void print(Preview preview) {
    out.printf(
        "%s (%s, about the registry %s) would answer %d.%n",
        preview.webhook(), preview.type(), preview.registry(), preview.status());
    for (PreviewedEvent event : preview.events()) {
      out.println("event       " + sentence(event.data()));
      out.println("            id " + event.data().id());
    }
    for (PreviewedIgnored ignored : preview.ignored()) {
      out.println("ignored     " + ignored.detail() + " (" + ignored.reason() + ")");
    }
    for (String sentence : preview.unreadable()) {
      out.println("not clear   " + sentence);
    }
    if (preview.malformedDigests() > 0) {
      out.println(
          "digests     " + preview.malformedDigests() + " malformed, taken as if they were absent");
    }
    if (preview.events().isEmpty()) {
      out.println("No event comes of it.");
    }
    if (!preview.unreadable().isEmpty()) {
      out.println("The gateway would keep the body in waybill.dead-letters.");
    }
    out.flush();
  }

  private static String sentence(ImageEvent event) {
    return switch (event) {
      case ImagePushed pushed ->
          "pushed   "
              + pushed.reference()
              + (pushed.tag() != null && pushed.digest() != null ? "  " + pushed.digest() : "")
              + by(pushed.actor())
              + (pushed.tag() == null ? "  (no tag: no rule asks for it)" : "");
      case ImageDeleted deleted ->
          "deleted  "
              + deleted.repository()
              + (deleted.tag() != null ? ":" + deleted.tag() : "")
              + (deleted.digest() != null ? "@" + deleted.digest() : "")
              + by(deleted.actor());
      case SyncRequested requested -> "sync     " + requested.id();
    };
  }

  private static String by(@Nullable String actor) {
    return actor == null ? "" : "  by " + actor;
  }
}
