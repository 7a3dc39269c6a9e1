package io.waybill.registry.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.ManifestPayload;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.names.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Says what a {@link SampleImage} is made of. Two platforms, two layers of 64 KiB by default. */
public final class SampleImageBuilder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SBOM_TYPE = "application/spdx+json";

  /**
   * What was built.
   *
   * @param blobs by digest
   * @param children the platforms' manifests, if there is an index
   * @param top the index, or the one manifest
   * @param signature the cosign signature's manifest
   * @param sbom the SBOM's manifest
   * @param sbomDescriptor how a list of referrers names it
   */
  record Parts(
      Map<Digest, byte[]> blobs,
      List<ManifestPayload> children,
      ManifestPayload top,
      Optional<ManifestPayload> signature,
      Optional<ManifestPayload> sbom,
      Optional<Descriptor> sbomDescriptor) {}

  private final long seed;
  private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
  private List<String> platforms = List.of("linux/amd64", "linux/arm64");
  private int layers = 2;
  private int layerBytes = 64 * 1024;
  private boolean signed;
  private boolean described;

  SampleImageBuilder(long seed) {
    this.seed = seed;
  }

  /** Its platforms, as {@code os/architecture}; a single one makes an image without an index. */
  public SampleImageBuilder platforms(String... names) {
    this.platforms = List.of(names);
    return this;
  }

  /**
   * The layers of each platform.
   *
   * @param count how many; the first one is shared by all platforms
   * @param bytes how large each is, about
   */
  public SampleImageBuilder layers(int count, int bytes) {
    this.layers = count;
    this.layerBytes = bytes;
    return this;
  }

  /** Adds a signature in cosign's form, under the digest's {@code .sig} tag. */
  public SampleImageBuilder signed() {
    this.signed = true;
    return this;
  }

  /** Adds an SBOM as an OCI 1.1 referrer. */
  public SampleImageBuilder withSbom() {
    this.described = true;
    return this;
  }

  /** Builds it. */
  public SampleImage build() {
    blobs.clear();
    SampleLayer base = SampleLayer.build(new Random(seed), "base/content.bin", layerBytes);
    List<ManifestPayload> images = new ArrayList<>();
    ArrayNode entries = JSON.createArrayNode();
    for (int i = 0; i < platforms.size(); i++) {
      String[] names = platforms.get(i).split("/", 2);
      ManifestPayload image = image(base, names[0], names[1], new Random(seed * 31 + i + 1));
      images.add(image);
      ObjectNode entry = descriptor(image);
      entry.putObject("platform").put("architecture", names[1]).put("os", names[0]);
      entries.add(entry);
    }
    boolean single = images.size() == 1;
    ManifestPayload top = single ? images.getFirst() : index(entries);
    Optional<ManifestPayload> signature = signed ? Optional.of(signature(top)) : Optional.empty();
    Optional<ManifestPayload> sbom = described ? Optional.of(sbom(top)) : Optional.empty();
    return new SampleImage(
        new Parts(
            blobs,
            single ? List.of() : images,
            top,
            signature,
            sbom,
            sbom.map(SampleImageBuilder::sbomDescriptor)));
  }

  private ManifestPayload image(SampleLayer base, String os, String architecture, Random random) {
    List<SampleLayer> all = new ArrayList<>();
    all.add(base);
    for (int i = 1; i < layers; i++) {
      all.add(SampleLayer.build(random, "layer" + i + "/content.bin", layerBytes));
    }
    ObjectNode config = JSON.createObjectNode();
    config.put("created", "1970-01-01T00:00:00Z");
    config.put("architecture", architecture);
    config.put("os", os);
    config.putObject("config").putArray("Env").add("PATH=/usr/bin:/bin").add("SEED=" + seed);
    ObjectNode rootfs = config.putObject("rootfs");
    rootfs.put("type", "layers");
    ArrayNode diffIds = rootfs.putArray("diff_ids");
    all.forEach(layer -> diffIds.add(layer.diffId().toString()));
    ObjectNode manifest = manifest(MediaTypes.OCI_MANIFEST);
    manifest.set("config", blob(MediaTypes.OCI_CONFIG, write(config)));
    ArrayNode list = manifest.putArray("layers");
    all.forEach(layer -> list.add(blob(MediaTypes.OCI_LAYER_GZIP, layer.blob().bytes())));
    return payload(MediaTypes.OCI_MANIFEST, manifest);
  }

  private static ManifestPayload index(ArrayNode entries) {
    ObjectNode index = manifest(MediaTypes.OCI_INDEX);
    index.set("manifests", entries);
    return payload(MediaTypes.OCI_INDEX, index);
  }

  private ManifestPayload signature(ManifestPayload top) {
    ObjectNode claim = JSON.createObjectNode();
    ObjectNode critical = claim.putObject("critical");
    critical.putObject("identity").put("docker-reference", "");
    critical.putObject("image").put("docker-manifest-digest", top.digest().toString());
    critical.put("type", "cosign container image signature");
    claim.putNull("optional");
    byte[] signed = write(claim);
    ObjectNode layer = blob("application/vnd.dev.cosign.simplesigning.v1+json", signed);
    layer
        .putObject("annotations")
        .put("dev.cosignproject.cosign/signature", SampleSigner.sign(seed, signed));
    ObjectNode config = JSON.createObjectNode();
    config.put("architecture", "").put("os", "").put("created", "0001-01-01T00:00:00Z");
    config.putObject("config");
    config
        .putObject("rootfs")
        .put("type", "layers")
        .putArray("diff_ids")
        .add(Digest.sha256(signed).toString());
    ObjectNode manifest = manifest(MediaTypes.OCI_MANIFEST);
    manifest.set("config", blob(MediaTypes.OCI_CONFIG, write(config)));
    manifest.putArray("layers").add(layer);
    return payload(MediaTypes.OCI_MANIFEST, manifest);
  }

  private ManifestPayload sbom(ManifestPayload top) {
    ObjectNode document = JSON.createObjectNode();
    document.put("spdxVersion", "SPDX-2.3");
    document.put("name", top.digest().toString());
    ObjectNode manifest = manifest(MediaTypes.OCI_MANIFEST);
    manifest.put("artifactType", SBOM_TYPE);
    manifest.set("config", blob(MediaTypes.OCI_EMPTY, write(JSON.createObjectNode())));
    manifest.putArray("layers").add(blob(SBOM_TYPE, write(document)));
    manifest.set("subject", descriptor(top));
    return payload(MediaTypes.OCI_MANIFEST, manifest);
  }

  private static Descriptor sbomDescriptor(ManifestPayload sbom) {
    return new Descriptor(
        sbom.mediaType(),
        sbom.digest(),
        sbom.bytes().length,
        List.of(),
        Optional.empty(),
        Optional.of(SBOM_TYPE),
        Map.of(),
        Optional.empty());
  }

  private ObjectNode blob(String mediaType, byte[] bytes) {
    Digest digest = Digest.sha256(bytes);
    blobs.put(digest, bytes);
    return descriptor(mediaType, digest, bytes.length);
  }

  private static ObjectNode manifest(String mediaType) {
    return JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", mediaType);
  }

  private static ObjectNode descriptor(ManifestPayload manifest) {
    return descriptor(manifest.mediaType(), manifest.digest(), manifest.bytes().length);
  }

  private static ObjectNode descriptor(String mediaType, Digest digest, long size) {
    return JSON.createObjectNode()
        .put("mediaType", mediaType)
        .put("digest", digest.toString())
        .put("size", size);
  }

  private static ManifestPayload payload(String mediaType, ObjectNode json) {
    byte[] bytes = write(json);
    return new ManifestPayload(mediaType, Digest.sha256(bytes), bytes);
  }

  private static byte[] write(JsonNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A tree of texts and numbers is JSON", impossible);
    }
  }
}
