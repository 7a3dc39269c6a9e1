package io.waybill.registry.stores;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that was cut into parts, or is whole, read as if it were whole. */
final class FileParts implements SeekableBytes {
  private record Part(Path path, long begin, long size) {
    long end() {
      return begin + size;
    }
  }

  private final List<Part> parts = new ArrayList<>();
  private final long size;

  /** The parts in their order. */
  FileParts(List<Path> files) throws IOException {
    long begin = 0;
    for (Path file : files) {
      Part part = new Part(file, begin, Files.size(file));
      parts.add(part);
      begin = part.end();
    }
    this.size = begin;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open(long from, long length) {
    // A channel of its own: an interrupt of one reader closes it, and not those of the others.
    return new Range(from, Math.min(length, size - from));
  }

  /** One reader's range, over as many parts as it takes. */
  private final class Range extends InputStream {
    private long at;
    private long left;
    private @Nullable Part current;
    private @Nullable InputStream in;

    Range(long from, long length) {
      this.at = from;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      InputStream open = in;
      Part part = current;
      if (open == null || part == null || at >= part.end()) {
        close();
        part = partAt(at);
        open = openAt(part, at - part.begin());
        current = part;
        in = open;
      }
      int most = (int) Math.min(Math.min(length, left), part.end() - at);
      int count = open.read(buffer, offset, most);
      if (count < 0) {
        throw new IOException(part.path() + " has become shorter while it was read");
      }
      at += count;
      left -= count;
      return count;
    }

    @Override
    public void close() throws IOException {
      InputStream open = in;
      in = null;
      if (open != null) {
        open.close();
      }
    }
  }

  private Part partAt(long position) throws IOException {
    for (Part part : parts) {
      if (position < part.end()) {
        return part;
      }
    }
    throw new IOException("Byte " + position + " of " + size);
  }

  private static InputStream openAt(Part part, long offset) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(part.path(), StandardOpenOption.READ);
    try {
      channel.position(offset);
      return Channels.newInputStream(channel);
    } catch (IOException broken) {
      channel.close();
      throw broken;
    }
  }
}
