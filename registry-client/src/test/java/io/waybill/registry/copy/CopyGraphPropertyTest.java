package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Any graph of indexes, manifests and blobs arrives as it is, and never with a hole in it. */
final class CopyGraphPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GRAPHS = 25;

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final CopyEngine engine = new StreamingCopyEngine(clients);

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  @Test
  void arrivesByteForByteAndIsNeverSeenWithoutItsContent() throws Exception {
    // Whoever reads the target right after a manifest was put finds all that it names.
    List<Digest> holes = new ArrayList<>();
    to.script(
        Fault.on("HEAD", "/manifests/v")
            .run(
                () -> {
                  for (int graph = 0; graph < GRAPHS; graph++) {
                    holes.addAll(to.missingUnder("mirror/app", "v" + graph));
                  }
                }));
    long seed = System.nanoTime();
    for (int graph = 0; graph < GRAPHS; graph++) {
      Random random = new Random(seed + graph);
      String tag = "v" + graph;
      Node top = node(random, 3);
      from.putManifest(
          "team/app", tag, top.mediaType(), top.text().getBytes(StandardCharsets.UTF_8));
      TagReference source = from.repository("team/app").tag(Tag.of(tag));
      TagReference target = to.repository("mirror/app").tag(Tag.of(tag));

      CopyReport report = engine.copy(CopyRequest.of(source, target), CopyListener.NONE);

      assertThat(report.outcome()).as("seed %d", seed + graph).isEqualTo(CopyOutcome.COPIED);
      assertThat(new ImageVerifier(clients).verify(source, target, false).digest())
          .as("seed %d", seed + graph)
          .isEqualTo(top.digest());
    }
    assertThat(holes).as("seed %d", seed).isEmpty();
    assertThat(to.openUploads()).isZero();
  }

  private record Node(String mediaType, String text) {
    Digest digest() {
      return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    ObjectNode descriptor() {
      return JSON.createObjectNode()
          .put("mediaType", mediaType)
          .put("digest", digest().toString())
          .put("size", text.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  /** A manifest or, above the ground, an index of others; all of it pushed to the source. */
  private Node node(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return image(random);
    }
    boolean docker = random.nextBoolean();
    String type = docker ? MediaTypes.DOCKER_LIST : MediaTypes.OCI_INDEX;
    ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", type);
    ArrayNode manifests = index.putArray("manifests");
    List<Node> children = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      children.add(node(random, depth - 1));
    }
    if (random.nextInt(4) == 0) {
      // The same child twice is allowed.
      children.add(children.getFirst());
    }
    for (Node child : children) {
      manifests.add(child.descriptor());
      push(child);
    }
    return new Node(type, spaced(random, index));
  }

  private Node image(Random random) {
    boolean docker = random.nextBoolean();
    String type = docker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;
    ObjectNode manifest = JSON.createObjectNode().put("schemaVersion", 2);
    if (random.nextBoolean()) {
      manifest.put("mediaType", type);
    }
    manifest.set("config", blob(random, 50));
    ArrayNode layers = manifest.putArray("layers");
    for (int i = random.nextInt(4); i > 0; i--) {
      layers.add(blob(random, random.nextInt(20) == 0 ? 700_000 : 3_000));
    }
    return new Node(type, spaced(random, manifest));
  }

  /** Blobs repeat themselves often; some are empty. */
  private ObjectNode blob(Random random, int most) {
    byte[] content = new byte[random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(most)];
    random.nextBytes(content);
    from.putBlob("team/app", content);
    return JSON.createObjectNode()
        .put("mediaType", "application/x-random")
        .put("digest", Digest.sha256(content).toString())
        .put("size", content.length);
  }

  private void push(Node node) {
    from.putManifest(
        "team/app", "child", node.mediaType(), node.text().getBytes(StandardCharsets.UTF_8));
  }

  /** JSON that a parser and a writer would not give back as it was. */
  private static String spaced(Random random, ObjectNode json) {
    return random.nextBoolean() ? json.toPrettyString() + "\n" : json.toString() + "  ";
  }
}
