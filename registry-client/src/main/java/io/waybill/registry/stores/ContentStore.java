package io.waybill.registry.stores;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.names.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Images somewhere else than behind a registry's API. Safe for many threads. Repositories and tags
 * that are asked for keep the grammar of references; those that are listed need not.
 */
public sealed interface ContentStore extends Closeable
    permits StorageDirectory, ListedStore, WritableStore {
  /** What it is and where, for people: {@code the storage directory /var/lib/registry}. */
  String description();

  /** The next repositories behind this one in the order of their names; all of them after "". */
  List<String> repositories(String after, int most) throws IOException;

  /**
   * The next tags of the repository behind this one, in the order of their names.
   *
   * @return empty where there is no such repository
   */
  Optional<List<String>> tags(String repository, String after, int most) throws IOException;

  /**
   * What the tag points to, which is there.
   *
   * @return empty where there is no such tag
   * @throws BrokenContentException where there is one, but not what it points to
   */
  Optional<Digest> findTag(String repository, String tag) throws IOException;

  /** A manifest or an index of the repository. */
  Optional<StoredContent> findManifest(String repository, Digest digest) throws IOException;

  /** What the manifest is, where the store says it and not only the manifest itself. */
  default Optional<String> findMediaType(Digest digest) {
    return Optional.empty();
  }

  /** A blob that the repository may use. */
  Optional<StoredContent> findBlob(String repository, Digest digest) throws IOException;

  /**
   * The manifests whose subject this is, as a list of referrers has them.
   *
   * @return empty where the store cannot tell, as registries without that API cannot
   */
  default Optional<List<ObjectNode>> findReferrers(Digest subject) throws IOException {
    return Optional.empty();
  }

  /** Where the content is, or would be if it were there, for people. */
  String placeOf(Digest digest);
}
