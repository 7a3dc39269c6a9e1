package io.waybill.registry.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody has made by hand is refused in a sentence, before it costs memory or time. */
final class HostileTarTest {
  private static final int BLOCK = 512;
  private static final long GIGABYTE = 1L << 30;

  @Test
  void aHundredMillionHeadersAreNotHeld() throws Exception {
    byte[] header = header("blobs/sha256/a", TarConstants.LF_NORMAL, 0);
    SeekableBytes headers = endless(new byte[0], header, 100_000_000L * BLOCK);

    assertThatThrownBy(() -> TarTree.read("images.tar", headers, 1_000))
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("has more than 1000 files");
  }

  @Test
  void aPaxHeaderOfGigabyteIsNotRead() throws Exception {
    byte[] begin =
        join(
            header("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC, GIGABYTE),
            "1073741824 path=".getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> read(endless(begin, new byte[] {'a'}, 2 * GIGABYTE)))
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("a pax header of more than 131072 bytes at byte 0");
  }

  @ParameterizedTest
  @MethodSource("kindsThatAreAboutAnother")
  void namesOfGigabyteAndChainsOfHeadersEnd(byte kind) throws Exception {
    byte[] name = header("././@LongLink", kind, GIGABYTE);
    byte[] chain = header("././@LongLink", kind, 0);

    assertThatThrownBy(() -> read(endless(name, new byte[] {'a'}, 2 * GIGABYTE)))
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("at byte 0");
    assertThatThrownBy(() -> read(endless(chain, chain, 2 * GIGABYTE)))
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("at byte 0");
  }

  static Stream<Byte> kindsThatAreAboutAnother() {
    return Stream.of(
        TarConstants.LF_GNUTYPE_LONGNAME,
        TarConstants.LF_GNUTYPE_LONGLINK,
        TarConstants.LF_PAX_EXTENDED_HEADER_LC,
        TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER);
  }

  @Test
  void sizesBelowZeroAndBeyondTheFileAreRefused() throws Exception {
    byte[] below = header("a", TarConstants.LF_NORMAL, 0);
    Arrays.fill(below, 124, 136, (byte) 0xFF);
    byte[] beyond = header("a", TarConstants.LF_NORMAL, 0);
    Arrays.fill(beyond, 125, 136, (byte) 0xFF);
    beyond[124] = (byte) 0x80;
    beyond[128] = 0x7F;

    assertThatThrownBy(() -> read(whole(signed(below))))
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("is damaged at byte 0");
    assertThatThrownBy(() -> read(whole(signed(beyond)))).isInstanceOf(NoStoreException.class);
    assertThatThrownBy(() -> read(whole(pax("size", "-5"), header("a", (byte) '0', 0))))
        .isInstanceOf(NoStoreException.class);
    assertThatThrownBy(() -> read(whole(pax("size", "900"), header("a", (byte) '0', 0))))
        .isInstanceOf(NoStoreException.class);
    assertThatThrownBy(() -> read(whole(header("a", TarConstants.LF_NORMAL, 5 * BLOCK))))
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("is cut off: its entry at byte 0 has 2560 bytes");
  }

  @Test
  void sparseFilesAreRefused() throws Exception {
    byte[] old = header("layer.tar", TarConstants.LF_GNUTYPE_SPARSE, 0);
    byte[] map = pax("GNU.sparse.size", "9");

    for (byte[] archive : new byte[][] {old, join(map, header("layer.tar", (byte) '0', 0))}) {
      assertThatThrownBy(() -> read(whole(archive)))
          .isInstanceOf(NoStoreException.class)
          .hasMessageContaining("has a sparse file (layer.tar)")
          .hasMessageContaining("without --sparse");
    }
  }

  @Test
  void namesThatLeadOutAreRefusedHoweverTheyAreWritten() throws Exception {
    byte[] file = header("a", TarConstants.LF_NORMAL, 0);
    for (byte[] archive :
        new byte[][] {
          header("../a", TarConstants.LF_NORMAL, 0),
          header("/a", TarConstants.LF_NORMAL, 0),
          join(pax("path", "b/../../a"), file),
          join(blocks("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, "../a"), file),
        }) {
      assertThatThrownBy(() -> read(whole(archive)))
          .isInstanceOf(NoStoreException.class)
          .hasMessageContaining("leads out of it");
    }
  }

  @Test
  void whatHasNoEndIsCutOff() throws Exception {
    byte[] file = header("a", TarConstants.LF_NORMAL, 0);

    assertThatThrownBy(() -> read(bytes(file)))
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("is cut off: a tar ends with an empty block");
    assertThatThrownBy(() -> read(bytes(join(pax("path", "a"), new byte[0]))))
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("Bring it again");
  }

  /** Whatever bytes there are, they are a tar or a sentence. */
  @Test
  void damageIsToldInSentences() throws Exception {
    byte[] archive =
        join(
            pax("path", "blobs/" + "b".repeat(200)),
            blocks("a", TarConstants.LF_NORMAL, "content"),
            blocks("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, "c".repeat(300)),
            blocks("b", TarConstants.LF_NORMAL, "more"),
            new byte[2 * BLOCK]);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = archive.clone();
      int header = random.nextInt(archive.length / BLOCK) * BLOCK;
      for (int j = random.nextInt(4); j >= 0; j--) {
        damaged[header + random.nextInt(BLOCK)] = (byte) random.nextInt(256);
      }
      if (i % 8 > 0) {
        byte[] block = signed(Arrays.copyOfRange(damaged, header, header + BLOCK));
        System.arraycopy(block, 0, damaged, header, BLOCK);
      }
      try {
        Optional<StoredContent> content = read(bytes(damaged)).find("c".repeat(300));
        assertThat(content.isEmpty() || content.get().size() >= 0).isTrue();
      } catch (NoStoreException refused) {
        assertThat(refused).as("seed %d", seed).hasMessageStartingWith("images.tar ");
      } catch (RuntimeException broken) {
        throw new AssertionError("seed " + seed, broken);
      }
    }
  }

  private static TarTree read(SeekableBytes bytes) throws IOException {
    return TarTree.read("images.tar", bytes);
  }

  private static byte[] header(String name, byte kind, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
    entry.setSize(size);
    byte[] header = new byte[BLOCK];
    entry.writeEntryHeader(header);
    return header;
  }

  /** The header with the sum that it should have. */
  private static byte[] signed(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = IntStream.range(0, BLOCK).map(i -> header[i] & 0xFF).sum();
    byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, header, 148, text.length);
    return header;
  }

  private static byte[] blocks(String name, byte kind, String content) {
    byte[] text = content.getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + BLOCK - 1) / BLOCK * BLOCK;
    return join(header(name, kind, text.length), Arrays.copyOf(text, padded));
  }

  private static byte[] pax(String key, String value) {
    String record = " " + key + "=" + value + "\n";
    int length = record.length() + 2;
    length = String.valueOf(length).length() == 2 ? length : length + 1;
    return blocks("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC, length + record);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static SeekableBytes whole(byte[]... parts) {
    return bytes(join(join(parts), new byte[2 * BLOCK]));
  }

  private static SeekableBytes bytes(byte[] all) {
    return endless(all, new byte[1], all.length);
  }

  /** So many bytes: those of the beginning, and then the pattern again and again. */
  private static SeekableBytes endless(byte[] begin, byte[] pattern, long size) {
    return new SeekableBytes() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open(long from, long length) {
        long end = Math.min(size, from + length);
        return new InputStream() {
          private long at = from;

          @Override
          public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
          }

          @Override
          public int read(byte[] buffer, int offset, int most) {
            int count = (int) Math.min(most, end - at);
            for (int i = 0; i < count; i++) {
              buffer[offset + i] =
                  at < begin.length
                      ? begin[(int) at]
                      : pattern[(int) ((at - begin.length) % pattern.length)];
              at++;
            }
            return count > 0 ? count : -1;
          }
        };
      }
    };
  }
}
