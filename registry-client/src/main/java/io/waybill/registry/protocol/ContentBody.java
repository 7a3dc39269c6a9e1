package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.transport.RequestBody;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The next bytes of a blob's content as the body of one request. For one thread, to be written
 * once.
 */
final class ContentBody implements RequestBody {
  /** What the JDK writes to a socket at most at once. */
  static final int SLICE = 128 * 1024;

  private final BlobContent content;
  private final long length;
  private final byte[] buffer;
  private final IntConsumer told;
  private long written;
  private @Nullable RegistryException contentFailure;

  /**
   * The next {@code length} bytes; -1 = all that are left.
   *
   * @param buffer what they pass through, at least one byte; not used for those in memory
   */
  ContentBody(BlobContent content, long length, byte[] buffer, IntConsumer told) {
    this.content = content;
    this.length = length;
    this.buffer = buffer;
    this.told = told;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  /** How many bytes were read from the content: the registry was given them, or some of them. */
  long written() {
    return written;
  }

  /** Passes on that it was the content that failed, and not the registry that it was sent to. */
  void requireContent() throws RegistryException {
    if (contentFailure != null) {
      throw contentFailure;
    }
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (long left = length; left != 0; ) {
      int count = passOn(out, left < 0 ? SLICE : (int) Math.min(left, SLICE));
      if (count < 0) {
        break;
      }
      told.accept(count);
      left -= left < 0 ? 0 : count;
    }
    if (length == 0) {
      // Nothing to send, but to be verified.
      read(1);
    }
  }

  /**
   * Writes the next bytes, those in memory from where they lie; returns how many, -1 at the end.
   */
  private int passOn(OutputStream out, int most) throws IOException {
    MemoryContent memory = content instanceof MemoryContent there ? there : null;
    int count = memory == null ? read(Math.min(most, buffer.length)) : memory.pass(most);
    if (count < 0) {
      return count;
    }
    written += count;
    if (memory == null) {
      out.write(buffer, 0, count);
    } else {
      out.write(memory.bytes(), memory.position() - count, count);
    }
    return count;
  }

  private int read(int most) throws RegistryException {
    try {
      return content.read(buffer, 0, most);
    } catch (RegistryException failure) {
      contentFailure = failure;
      throw failure;
    }
  }
}
