package io.waybill.registry.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A store with a list of its images: a layout, an archive, a folder of skopeo's. */
public final class ListedStore implements ContentStore {
  /** The content of a store by its digest. */
  interface Contents {
    Optional<StoredContent> find(String repository, Digest digest) throws IOException;

    String placeOf(Digest digest);
  }

  /** Cosign's signatures and the like, which go with their image and are none. */
  private static final Pattern DIGEST_TAG = Pattern.compile("sha(256|512)-[0-9a-f]{64}.*");

  private static final int LARGEST_MANIFEST = 4 * 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String description;
  private final ImageNames names;
  private final Contents contents;
  private final Optional<LayoutReferrers> referrers;

  ListedStore(
      String description,
      ImageNames names,
      Contents contents,
      Optional<LayoutReferrers> referrers) {
    this.description = description;
    this.names = names;
    this.contents = contents;
    this.referrers = referrers;
  }

  /**
   * The image that is meant: by the name as it is written in the store, by its tag where one image
   * only has it, or by {@code @} and its digest.
   */
  public Optional<Reference> find(Registry registry, String name) {
    List<ImageEntry> all = names.all();
    if (name.startsWith("@")) {
      return Digest.find(name.substring(1))
          .map(digest -> reference(registry, repositoryOf(all, digest), Optional.empty(), digest));
    }
    Optional<ImageEntry> exact =
        all.stream().filter(entry -> entry.written().equals(name)).findFirst();
    WrittenName wanted = WrittenName.parse(name, "");
    List<ImageEntry> alike =
        all.stream()
            .filter(
                entry ->
                    entry.tag().isPresent()
                        && entry.tag().equals(wanted.tag())
                        && (wanted.repository().isEmpty()
                            || wanted.repository().equals(entry.repository())))
            .toList();
    return exact
        .or(() -> alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty())
        .map(entry -> reference(registry, entry));
  }

  /** The image, where there is only one: what has no name may be the signatures of what has one. */
  public Optional<Reference> findOnly(Registry registry) throws IOException {
    List<ImageEntry> named =
        names.all().stream()
            .filter(
                entry -> entry.tag().filter(tag -> !DIGEST_TAG.matcher(tag).matches()).isPresent())
            .limit(2)
            .toList();
    List<ImageEntry> images = named.isEmpty() ? names.untagged() : named;
    return images.size() == 1 && (named.isEmpty() || untagged().isEmpty())
        ? Optional.of(reference(registry, images.getFirst()))
        : Optional.empty();
  }

  /**
   * Two different images whose names differ only by their registries, so that only one of them
   * could be copied; what to do about them, in a sentence. Empty = there are none.
   */
  public Optional<String> findClash() {
    return names.clashes().stream()
        .filter(clash -> !clash.first().digest().equals(clash.second().digest()))
        .findFirst()
        .map(
            clash ->
                ("%s has %s and %s, which are different images and would be the same one without"
                        + " their registries. Copy one image by its digest: @%s or @%s.")
                    .formatted(
                        description,
                        clash.first().written(),
                        clash.second().written(),
                        clash.first().digest(),
                        clash.second().digest()));
  }

  /**
   * The images that have no name, each with the repository that it is taken to be in. Referrers,
   * and what an index of the list holds, go along with others and are none.
   */
  public Map<Digest, String> untagged() throws IOException {
    Map<Digest, String> images = new LinkedHashMap<>();
    names.untagged().forEach(entry -> images.put(entry.digest(), entry.repository()));
    if (images.isEmpty()) {
      return images;
    }
    for (ImageEntry entry : names.all()) {
      if (entry.tag().isPresent()) {
        images.remove(entry.digest());
      }
      Optional<StoredContent> content = contents.find(entry.repository(), entry.digest());
      if (content.isEmpty() || content.get().size() > LARGEST_MANIFEST) {
        continue;
      }
      JsonNode manifest = read(content.get().readAll(LARGEST_MANIFEST, placeOf(entry.digest())));
      if (entry.tag().isEmpty() && manifest.path("subject").isObject()) {
        images.remove(entry.digest());
      }
      for (JsonNode child : manifest.path("manifests")) {
        Digest.find(child.path("digest").asText("")).ifPresent(images::remove);
      }
    }
    return images;
  }

  private static JsonNode read(byte[] manifest) {
    try {
      return JSON.readTree(manifest);
    } catch (IOException notJson) {
      // Whoever copies it says so.
      return MissingNode.getInstance();
    }
  }

  /** Whether there are images that have a name. */
  public boolean hasNames() {
    return !names.repositories("", 1).isEmpty();
  }

  /** Some of the images' names, for people. */
  public List<String> names(int most) {
    return names.all().stream().limit(most).map(ImageEntry::text).toList();
  }

  private static String repositoryOf(List<ImageEntry> all, Digest digest) {
    return all.stream()
        .filter(entry -> entry.digest().equals(digest))
        .findFirst()
        .or(() -> all.stream().findFirst())
        .map(ImageEntry::repository)
        .orElse("image");
  }

  private static Reference reference(Registry registry, ImageEntry entry) {
    return reference(registry, entry.repository(), entry.tag(), entry.digest());
  }

  private static Reference reference(
      Registry registry, String path, Optional<String> tag, Digest digest) {
    Repository repository = Repository.of(registry, path);
    return tag.isPresent() ? repository.tag(Tag.of(tag.get())) : repository.digest(digest);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public List<String> repositories(String after, int most) {
    return names.repositories(after, most);
  }

  @Override
  public Optional<List<String>> tags(String repository, String after, int most) {
    return names.tags(repository, after, most);
  }

  @Override
  public Optional<Digest> findTag(String repository, String tag) throws IOException {
    Optional<Digest> digest = names.findTag(repository, tag);
    if (digest.isPresent() && contents.find(repository, digest.get()).isEmpty()) {
      throw new BrokenContentException(
          "%s names %s for %s:%s, but it is missing: there is no %s"
              .formatted(
                  description, digest.get(), repository, tag, contents.placeOf(digest.get())));
    }
    return digest;
  }

  @Override
  public Optional<StoredContent> findManifest(String repository, Digest digest) throws IOException {
    return contents.find(repository, digest);
  }

  @Override
  public Optional<String> findMediaType(Digest digest) {
    return names.findMediaType(digest);
  }

  @Override
  public Optional<StoredContent> findBlob(String repository, Digest digest) throws IOException {
    return contents.find(repository, digest);
  }

  @Override
  public Optional<List<ObjectNode>> findReferrers(Digest subject) throws IOException {
    return referrers.isEmpty() ? Optional.empty() : Optional.of(referrers.get().find(subject));
  }

  @Override
  public String placeOf(Digest digest) {
    return contents.placeOf(digest);
  }

  @Override
  public void close() {
    // Files are open while they are read only.
  }
}
