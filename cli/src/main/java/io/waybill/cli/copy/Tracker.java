package io.waybill.cli.copy;

import io.waybill.cli.terminal.Transfers;
import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.names.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Keeps count of what is under way, to be drawn. Safe for many threads. */
public final class Tracker {
  private record Key(Reference target, Descriptor blob) {}

  private static final class Moving {
    private final String label;
    private final long total;
    private final long began;
    private long done;

    Moving(String label, long total, long began) {
      this.label = label;
      this.total = total;
      this.began = began;
    }
  }

  /** Of a digest, as much as tells layers apart. */
  private static final int DIGITS_SHOWN = 12;

  private final LongSupplier nanoTime;
  private final long began;
  private final Map<Key, Moving> moving = new LinkedHashMap<>();
  private int found;
  private int done;
  private int failed;
  private boolean allFound;
  private long bytesDone;
  private long bytesKnown;

  /**
   * Counts from now on.
   *
   * @param nanoTime what the time is, as {@link System#nanoTime}
   */
  public Tracker(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  synchronized void found(BatchImage image) {
    found += image.targets().size();
  }

  synchronized void allFound() {
    allFound = true;
  }

  /** A copy ended. */
  public synchronized void ended(boolean well) {
    done++;
    failed += well ? 0 : 1;
  }

  /** What it all looks like now. */
  public synchronized Transfers look() {
    long now = nanoTime.getAsLong();
    List<Transfers.Stream> streams = new ArrayList<>();
    for (Moving one : moving.values()) {
      streams.add(
          new Transfers.Stream(one.label, one.done, one.total, Duration.ofNanos(now - one.began)));
    }
    return new Transfers(
        done,
        found,
        allFound,
        failed,
        bytesDone,
        bytesKnown,
        Duration.ofNanos(now - began),
        streams);
  }

  /** Follows one copy. */
  CopyListener follow(Reference target) {
    return new CopyListener() {
      @Override
      public CopyPlan.Decision onPlan(CopyPlan plan) {
        synchronized (Tracker.this) {
          bytesKnown += plan.bytesToMove();
        }
        return CopyPlan.Decision.PROCEED;
      }

      @Override
      public void onBlobStarted(Descriptor blob) {
        synchronized (Tracker.this) {
          moving.put(
              new Key(target, blob),
              new Moving(label(target, blob), blob.countedSize(), nanoTime.getAsLong()));
        }
      }

      @Override
      public void onBlobProgress(Descriptor blob, long bytes) {
        synchronized (Tracker.this) {
          bytesDone += bytes;
          Moving one = moving.get(new Key(target, blob));
          if (one != null) {
            one.done += bytes;
          }
        }
      }

      @Override
      public void onBlobRestarted(Descriptor blob, long bytes) {
        synchronized (Tracker.this) {
          bytesDone -= bytes;
          moving.remove(new Key(target, blob));
        }
      }

      @Override
      public void onBlobFinished(Descriptor blob, BlobResult result) {
        synchronized (Tracker.this) {
          moving.remove(new Key(target, blob));
        }
      }
    };
  }

  /** A copy that broke leaves no blob under way. */
  public synchronized void forget(Reference target) {
    moving.keySet().removeIf(key -> key.target().equals(target));
  }

  private static String label(Reference target, Descriptor blob) {
    String path = target.repository().path();
    String hex = blob.digest().hex();
    return hex.substring(0, Math.min(DIGITS_SHOWN, hex.length()))
        + " "
        + path.substring(path.lastIndexOf('/') + 1)
        + (target.identifier().contains(":") ? "" : ":" + target.identifier());
  }
}
