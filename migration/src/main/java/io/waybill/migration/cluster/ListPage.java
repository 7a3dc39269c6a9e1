package io.waybill.migration.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As much of a list of the Kubernetes API as names images; the rest is passed over while it is
 * read, so that a page of large objects takes little memory.
 *
 * @param metadata how to go on
 * @param items pods or what they are made from
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ListPage(@Nullable Metadata metadata, @Nullable List<Item> items) {
  /** What to ask for the next page with; empty = this is the last. */
  String next() {
    return metadata == null || metadata.next() == null ? "" : metadata.next();
  }

  List<Item> all() {
    return present(items);
  }

  /** Of a list and of an object. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Metadata(
      @JsonProperty("continue") @Nullable String next,
      @Nullable String name,
      @Nullable String namespace,
      @Nullable List<Owner> ownerReferences) {}

  /** Who made an object. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Owner(@Nullable String kind) {}

  /** One object. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Item(@Nullable Metadata metadata, @Nullable Spec spec) {
    String name() {
      return metadata == null ? "" : Objects.requireNonNullElse(metadata.name(), "");
    }

    String namespace() {
      return metadata == null ? "" : Objects.requireNonNullElse(metadata.namespace(), "");
    }

    boolean isOwnedBy(String kind) {
      return metadata != null
          && present(metadata.ownerReferences()).stream()
              .anyMatch(owner -> kind.equals(owner.kind()));
    }

    /** The images that it names, as it names them. */
    Stream<String> images() {
      return spec == null ? Stream.of() : spec.images();
    }
  }

  /**
   * A {@code PodSpec}, or what has one below {@code template.spec} (workloads) or {@code
   * jobTemplate.spec.template.spec} (cron jobs).
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Spec(
      @Nullable List<Container> initContainers,
      @Nullable List<Container> containers,
      @Nullable List<Container> ephemeralContainers,
      @Nullable List<Volume> volumes,
      @Nullable Nested template,
      @Nullable Nested jobTemplate) {
    Stream<String> images() {
      return Stream.of(
              below(jobTemplate),
              below(template),
              containers(initContainers),
              containers(containers),
              containers(ephemeralContainers),
              present(volumes).stream().map(Volume::image).map(Volume.Image::nameOf))
          .flatMap(images -> images)
          .filter(image -> !image.isBlank());
    }

    private static Stream<String> below(@Nullable Nested nested) {
      return nested == null || nested.spec() == null ? Stream.of() : nested.spec().images();
    }

    private static Stream<String> containers(@Nullable List<Container> some) {
      return present(some).stream()
          .map(container -> Objects.requireNonNullElse(container.image(), ""));
    }
  }

  /** What is made from it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Nested(@Nullable Spec spec) {}

  /** One container. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Container(@Nullable String image) {}

  /** One volume, whose content may be an image (Kubernetes 1.31). */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Volume(@Nullable Image image) {
    /** The image. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Image(@Nullable String reference) {
      static String nameOf(@Nullable Image image) {
        return image == null ? "" : Objects.requireNonNullElse(image.reference(), "");
      }
    }
  }

  private static <T> List<T> present(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
