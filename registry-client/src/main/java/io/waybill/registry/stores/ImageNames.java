package io.waybill.registry.stores;

import io.waybill.schemas.names.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The images of a store that has a list of them. Safe for many threads. */
final class ImageNames {
  private final NavigableMap<String, NavigableMap<String, ImageEntry>> tagged = new TreeMap<>();
  private final Map<Digest, String> mediaTypes = new HashMap<>();
  private final Map<Digest, ImageEntry> untagged = new LinkedHashMap<>();
  private final List<Clash> clashes = new ArrayList<>();

  /**
   * Two images that are the same one here, and not where they are from: only the registries in
   * their names differ.
   */
  record Clash(ImageEntry first, ImageEntry second) {}

  /** Adds what a list says; of two with the same name the first counts, as for skopeo. */
  synchronized void add(ImageEntry entry) {
    remember(entry);
    if (entry.tag().isEmpty()) {
      untagged.putIfAbsent(entry.digest(), entry);
    } else {
      @Nullable ImageEntry first = tags(entry).putIfAbsent(entry.tag().get(), entry);
      if (first != null && !first.written().equals(entry.written())) {
        clashes.add(new Clash(first, entry));
      }
    }
  }

  /** Adds it in place of what had its name before. */
  synchronized void put(ImageEntry entry) {
    remember(entry);
    if (entry.tag().isEmpty()) {
      untagged.put(entry.digest(), entry);
    } else {
      tags(entry).put(entry.tag().get(), entry);
    }
  }

  /** Becomes a copy of another list, which nobody changes meanwhile. */
  synchronized void become(ImageNames other) {
    tagged.clear();
    mediaTypes.clear();
    untagged.clear();
    clashes.clear();
    tagged.putAll(other.tagged);
    mediaTypes.putAll(other.mediaTypes);
    untagged.putAll(other.untagged);
    clashes.addAll(other.clashes);
  }

  /** Those that have lost their names to others. */
  synchronized List<Clash> clashes() {
    return List.copyOf(clashes);
  }

  private void remember(ImageEntry entry) {
    if (!entry.mediaType().isEmpty()) {
      mediaTypes.put(entry.digest(), entry.mediaType().intern());
    }
  }

  /** What the list says that this is. */
  synchronized Optional<String> findMediaType(Digest digest) {
    return Optional.ofNullable(mediaTypes.get(digest));
  }

  private NavigableMap<String, ImageEntry> tags(ImageEntry entry) {
    return tagged.computeIfAbsent(entry.repository(), any -> new TreeMap<>());
  }

  synchronized List<String> repositories(String after, int most) {
    return tagged.tailMap(after, false).keySet().stream().limit(most).toList();
  }

  synchronized Optional<List<String>> tags(String repository, String after, int most) {
    return Optional.ofNullable(tagged.get(repository))
        .map(tags -> tags.tailMap(after, false).keySet().stream().limit(most).toList());
  }

  synchronized Optional<Digest> findTag(String repository, String tag) {
    @Nullable NavigableMap<String, ImageEntry> tags = tagged.get(repository);
    return tags == null
        ? Optional.empty()
        : Optional.ofNullable(tags.get(tag)).map(ImageEntry::digest);
  }

  /** Those without a tag. */
  synchronized List<ImageEntry> untagged() {
    return List.copyOf(untagged.values());
  }

  /** All of them, those with a tag first. */
  synchronized List<ImageEntry> all() {
    List<ImageEntry> all = new ArrayList<>();
    tagged.values().forEach(tags -> all.addAll(tags.values()));
    all.addAll(untagged.values());
    return all;
  }
}
