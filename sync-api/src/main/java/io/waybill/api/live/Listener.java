package io.waybill.api.live;

import io.waybill.api.records.RecordFilter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody who hears of records that the filter describes, until they listen too slowly. */
public final class Listener implements AutoCloseable {
  private static final int WAITING = 1_000;
  private static final int BATCH = 500;

  private final LiveRecords source;
  private final RecordFilter filter;
  private final boolean progress;
  private final Deque<LiveEvent> missed = new ArrayDeque<>();
  private final Deque<LiveRecords.Place> toCatchUp = new ArrayDeque<>();
  private Positions reached;
  private final BlockingQueue<LiveEvent> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Positions heard;
  private final String begin;
  private final boolean gap;
  private final long begun = System.nanoTime();
  private final Duration longest;
  private volatile boolean tooSlow;

  Listener(
      LiveRecords source,
      RecordFilter filter,
      boolean progress,
      Positions heard,
      String begin,
      boolean gap,
      Duration longest) {
    this.source = source;
    this.filter = filter;
    this.progress = progress;
    this.heard = heard;
    this.reached = heard;
    this.begin = begin;
    this.gap = gap;
    this.longest = longest;
  }

  /** What happens next, or has happened meanwhile; null where nothing does for this long. */
  public @Nullable LiveEvent next(Duration patience) throws InterruptedException {
    if (missed.isEmpty() && !toCatchUp.isEmpty()) {
      readMissed();
      return missed.poll();
    }
    LiveEvent first = missed.poll();
    return first != null ? first : waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void readMissed() {
    List<LiveRecords.Place> batch = new ArrayList<>();
    while (batch.size() < BATCH && !toCatchUp.isEmpty()) {
      batch.add(toCatchUp.remove());
    }
    for (LiveEvent.Changed event : source.events(batch, reached)) {
      if (filter.matches(event.record())) {
        missed.add(event);
      }
    }
    reached = LiveRecords.after(reached, batch);
  }

  /** Where it begins: who has heard nothing yet goes on from here. */
  public String begin() {
    return begin;
  }

  /** Whether something between what was heard last and the beginning is not known any more. */
  public boolean hasGap() {
    return gap;
  }

  /** Whether more has happened than could wait, so that something is left out from here on. */
  public boolean isTooSlow() {
    return tooSlow;
  }

  /** Whether who listens has to be looked at again. */
  public boolean isOver() {
    return System.nanoTime() - begun > longest.toNanos();
  }

  boolean hasHeard(int partition, long offset) {
    return heard.has(partition, offset);
  }

  /** What happened before, and is to be told first. */
  void catchUp(List<LiveRecords.Place> places) {
    toCatchUp.addAll(places);
  }

  void tell(LiveEvent event) {
    boolean wanted =
        switch (event) {
          case LiveEvent.Changed changed -> filter.matches(changed.record());
          case LiveEvent.Moved moved -> progress && filter.matches(moved.record());
        };
    // What happens between two words of progress may be left out; a change of a record never.
    if (wanted && !waiting.offer(event) && event instanceof LiveEvent.Changed) {
      tooSlow = true;
    }
  }

  @Override
  public void close() {
    source.leave(this);
  }
}
