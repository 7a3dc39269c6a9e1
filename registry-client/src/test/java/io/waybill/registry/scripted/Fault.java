package io.waybill.registry.scripted;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Something that goes wrong with certain requests, or something that happens because of them. */
public final class Fault {
  /** What becomes of the part of a body that arrived. */
  public enum Received {
    KEPT,
    LOST
  }

  /** Bodies are read to their end. */
  private static final int NEVER = -1;

  private final String method;
  private final Pattern target;
  private final AtomicInteger seen = new AtomicInteger();
  private int from = 1;
  private int to = Integer.MAX_VALUE;
  private Predicate<Request> condition = request -> true;
  private Runnable before = () -> {};
  private @Nullable Function<Request, Reply> instead;
  private @Nullable String ignored;
  private int cutAfter = NEVER;
  private boolean kept;
  private UnaryOperator<Reply> changed = UnaryOperator.identity();

  private Fault(String method, String target) {
    this.method = method;
    this.target = Pattern.compile(target);
  }

  /** For requests with this method whose path and query contain a match of the expression. */
  public static Fault on(String method, String target) {
    return new Fault(method, target);
  }

  /** Only the first such request. */
  public Fault once() {
    return nth(1);
  }

  /** Only the n-th such request, from 1. */
  public Fault nth(int n) {
    from = n;
    to = n;
    return this;
  }

  /** Only the first n such requests. */
  public Fault first(int n) {
    to = n;
    return this;
  }

  /** Only such requests as fit; others are not counted. */
  public Fault onlyIf(Predicate<Request> fits) {
    condition = fits;
    return this;
  }

  /** Runs something before the request is served. */
  public Fault run(Runnable action) {
    before = action;
    return this;
  }

  /** Answers this, and does nothing. */
  public Fault answer(Function<Request, Reply> reply) {
    instead = reply;
    return this;
  }

  /** Serves the request as if it came without this header. */
  public Fault ignoring(String header) {
    ignored = header;
    return this;
  }

  /** Reads so many bytes of the body and hangs up; whether it keeps what it read, or loses it. */
  public Fault cutAfter(int bytes, Received received) {
    cutAfter = bytes;
    kept = received == Received.KEPT;
    return this;
  }

  /** Answers this, and does nothing. */
  public Fault answer(Reply reply) {
    return answer(request -> reply);
  }

  /** Does what was asked for, but answers something else. */
  public Fault change(UnaryOperator<Reply> change) {
    changed = change;
    return this;
  }

  /** Whether this is a request that it happens to. */
  boolean strikes(Request request) {
    if (!method.equals(request.method())
        || !target.matcher(request.target()).find()
        || !condition.test(request)) {
      return false;
    }
    int count = seen.incrementAndGet();
    return count >= from && count <= to;
  }

  boolean cutsBody() {
    return cutAfter != NEVER;
  }

  int cutAfter() {
    return cutAfter;
  }

  boolean keeps() {
    return kept;
  }

  /** Waits as long as the script says before it hangs up. */
  void beforeHangingUp() {
    before.run();
  }

  Reply apply(Request request, Function<Request, Reply> serve) {
    before.run();
    Function<Request, Reply> other = instead;
    String header = ignored;
    Request served = header == null ? request : request.without(header);
    return changed.apply(other == null ? serve.apply(served) : other.apply(request));
  }
}
