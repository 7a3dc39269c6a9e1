package io.waybill.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The end of a process that has nothing left to close: the system's own {@code _exit}. Java's end
 * waits 300 ms for threads that are in a call of the system, in case they come back
 * (VM_Exit::wait_for_threads_in_native_to_block in HotSpot's vmOperations.cpp). Since virtual
 * threads there is one that never does where the network was used, the poller of their sockets, and
 * those 300 ms are longer than a small copy.
 *
 * <p>Used where the launcher asks for it, see PROPERTY: whoever gives Java options of their own
 * (agents, recordings) gets the end that writes what those have to write.
 */
final class QuickEnd {
  /** The launcher sets it to {@code quick}. */
  private static final String PROPERTY = "waybill.end";

  private static @Nullable FutureTask<MethodHandle> exit;

  private QuickEnd() {}

  /** Makes it ready in a thread of its own, while the command works: it takes Java 20 ms. */
  static void prepare() {
    if (!"quick".equals(System.getProperty(PROPERTY))) {
      return;
    }
    FutureTask<MethodHandle> task = new FutureTask<>(QuickEnd::find);
    exit = task;
    Thread.ofPlatform().daemon().name("quick-end").start(task);
  }

  @SuppressWarnings(
      "restricted") // The launcher gives us access to native code, and _exit harms nobody.
  private static MethodHandle find() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("_exit"),
        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
  }

  /** Ends the process, where that was made ready; otherwise it returns. */
  static void end(int code) {
    if (exit == null) {
      return;
    }
    System.out.flush();
    System.err.flush();
    try {
      exit.get().invokeExact(code);
    } catch (ExecutionException noSuchEnd) {
      // A platform without it: Java's own end does as well.
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    } catch (Throwable impossible) {
      throw new IllegalStateException("_exit does not return", impossible);
    }
  }
}
