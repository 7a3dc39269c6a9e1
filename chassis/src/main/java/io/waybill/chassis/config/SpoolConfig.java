package io.waybill.chassis.config;

import io.waybill.schemas.units.ByteSize;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the gateway keeps events while Kafka is away.
 *
 * @param directory the directory, of this gateway alone; none = {@code spool} below {@code data}
 * @param maxSize how much it keeps; with more the answer is 503
 */
public record SpoolConfig(
    @Key(
            value =
                "The directory, which belongs to one gateway alone and outlives it. Left out, it is"
                    + " `spool` below `data`.",
            example = "/var/lib/waybill/spool")
        Optional<Path> directory,
    @Key("How much is kept; what comes after that is answered 503.") ByteSize maxSize) {
  /** 256 MiB below the data directory. */
  public static final SpoolConfig DEFAULT = new SpoolConfig(Optional.empty(), ByteSize.ofMiB(256));

  /** Checks the range. */
  public SpoolConfig {
    new Checks().range("maxSize", maxSize, ByteSize.ofMiB(1), new ByteSize(1L << 40)).done();
  }
}
