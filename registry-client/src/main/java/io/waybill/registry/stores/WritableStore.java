package io.waybill.registry.stores;

import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.util.Optional;

/** A store that images are put into. */
public sealed interface WritableStore extends ContentStore permits LayoutTarget {
  /** Begins to take a blob. */
  StoreUpload begin() throws IOException;

  /**
   * Gives a blob its name.
   *
   * @return false where its bytes have another digest; then it is gone
   */
  boolean commit(StoreUpload upload, Digest digest) throws IOException;

  /**
   * Keeps a manifest or an index.
   *
   * @param tag under which; empty = under its digest alone
   * @return its subject, where it has one
   */
  Optional<Digest> put(
      String repository, Optional<String> tag, Digest digest, String mediaType, byte[] bytes)
      throws IOException;
}
