package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.RequestListener;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.scripted.ScriptedRegistry.Ability;
import io.waybill.registry.stores.ContentStore;
import io.waybill.registry.stores.LayoutTarget;
import io.waybill.registry.stores.OciLayout;
import io.waybill.registry.stores.StoreDirectory;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.PlatformSelection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any graph of indexes, manifests and blobs arrives as it is, and never with a hole in it. */
final class CopyGraphPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GRAPHS = 25;
  private static final Registry FILES = Registry.of("layout.oci");
  private static final PlatformPattern ARM = PlatformPattern.parse("linux/arm64");

  private final ScriptedRegistry from = ScriptedRegistry.start();

  /** Takes whatever it is given: only the order of the puts keeps its readers from holes. */
  private final ScriptedRegistry to = ScriptedRegistry.start(Ability.UNCHECKED_MANIFESTS);

  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(2), Duration.ofSeconds(1)));
  private final CopyEngine engine = new StreamingCopyEngine(clients);

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  @Test
  void arrivesByteForByteAndIsNeverSeenWithoutItsContent() throws Exception {
    to.watchForHoles(false);
    long seed = System.nanoTime();
    for (int graph = 0; graph < GRAPHS; graph++) {
      Digest top = push(new Random(seed + graph), "v" + graph);

      CopyReport report =
          engine.copy(CopyRequest.of(source(graph), target(graph)), CopyListener.NONE);

      assertThat(report.outcome()).as("seed %d", seed + graph).isEqualTo(CopyOutcome.COPIED);
      assertArrived(seed, graph, top);
    }
    assertThat(to.holesSeen()).as("seed %d", seed).isEmpty();
    assertThat(to.openUploads()).isZero();
  }

  /** Two workers, several copies at once; requests fail, answers are lost, copies are killed. */
  @Test
  void isNeverSeenWithoutItsContentWhateverFailsInBetween() throws Exception {
    to.watchForHoles(false);
    long seed = System.nanoTime();
    List<Digest> tops = new ArrayList<>();
    for (int graph = 0; graph < GRAPHS; graph++) {
      // Half of the graphs share what they are made of with another one.
      tops.add(push(new Random(seed + graph / 2), "v" + graph));
    }
    Random luck = new Random(seed);
    AtomicBoolean calm = new AtomicBoolean();
    for (String method : new String[] {"HEAD", "GET", "POST", "PATCH", "PUT"}) {
      from.script(faults(method, luck, calm).answer(Reply.of(502)));
      to.script(faults(method, luck, calm).answer(Reply.of(503)));
      to.script(faults(method, luck, calm).change(reply -> Reply.hangUp()));
    }
    CopyEngine other = new StreamingCopyEngine(clients);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Semaphore turns = new Semaphore(6);
      for (int graph = 0; graph < GRAPHS; graph++) {
        CopyEngine worker = graph % 2 == 0 ? engine : other;
        CopyRequest request = CopyRequest.of(source(graph), target(graph));
        for (int twice = 0; twice < 2; twice++) {
          boolean killed = luck.nextBoolean();
          int after = luck.nextInt(30);
          threads.execute(() -> tryOut(turns, worker, request, killed ? after : 60_000));
        }
      }
    }
    calm.set(true);

    for (int graph = 0; graph < GRAPHS; graph++) {
      engine.copy(CopyRequest.of(source(graph), target(graph)), CopyListener.NONE);
      assertArrived(seed, graph, tops.get(graph));
    }
    assertThat(to.holesSeen()).as("seed %d", seed).isEmpty();
  }

  /** Only a sparse index is without some of what it names, and nothing that it has is. */
  @Test
  void isWholeInRebuiltModeAndBecomesWholeAfterSparseMode() throws Exception {
    for (PlatformMode mode : PlatformMode.values()) {
      try (ScriptedRegistry target = ScriptedRegistry.start(Ability.UNCHECKED_MANIFESTS)) {
        target.watchForHoles(mode == PlatformMode.SPARSE);
        long seed = System.nanoTime();
        for (int graph = 0; graph < GRAPHS; graph++) {
          Digest top = push(new Random(seed + graph), "v" + graph);
          TagReference to = target.repository("mirror/app").tag(source(graph).tag());
          CopyRequest whole = CopyRequest.of(source(graph), to);

          copySome(whole.withPlatforms(new PlatformSelection(List.of(ARM), mode)));
          new StreamingCopyEngine(clients).copy(whole, CopyListener.NONE);

          assertThat(new ImageVerifier(clients).verify(source(graph), to, false).digest())
              .as("%s, seed %d", mode, seed + graph)
              .isEqualTo(top);
        }
        assertThat(target.holesSeen()).as("%s, seed %d", mode, seed).isEmpty();
      }
    }
  }

  /** What lies in files in between is what it was, whatever it is made of. */
  @Test
  void arrivesThroughALayoutByteForByte(@TempDir Path directory) throws Exception {
    to.watchForHoles(false);
    long seed = System.nanoTime();
    List<Digest> tops = new ArrayList<>();
    Path folder = directory.resolve("layout");
    try (LayoutTarget layout = LayoutTarget.open(folder);
        RegistryClients through = clientsWith(layout)) {
      CopyEngine inwards = new StreamingCopyEngine(through);
      for (int graph = 0; graph < GRAPHS; graph++) {
        tops.add(push(new Random(seed + graph), "v" + graph));
        inwards.copy(CopyRequest.of(source(graph), inFiles(graph)), CopyListener.NONE);
      }
    }
    try (ContentStore layout = OciLayout.directory(folder);
        RegistryClients through = clientsWith(layout)) {
      CopyEngine outwards = new StreamingCopyEngine(through);
      for (int graph = 0; graph < GRAPHS; graph++) {
        outwards.copy(CopyRequest.of(inFiles(graph), target(graph)), CopyListener.NONE);
        assertArrived(seed, graph, tops.get(graph));
      }
    }
    assertThat(to.holesSeen()).as("seed %d", seed).isEmpty();
  }

  private TagReference inFiles(int graph) {
    TagReference target = target(graph);
    return Repository.of(FILES, target.repository().path()).tag(target.tag());
  }

  private static RegistryClients clientsWith(ContentStore store) {
    StoreDirectory stores =
        new StoreDirectory(Map.of(FILES, store), new AddressDirectory(Set.of()));
    return new RegistryClients(stores, RetryTable.DEFAULT, RequestListener.NONE, stores);
  }

  private void copySome(CopyRequest request) throws CopyFailure {
    try {
      engine.copy(request, CopyListener.NONE);
    } catch (CopyFailure failure) {
      if (failure.code() != FailureCode.PLATFORM_NOT_FOUND) {
        throw failure;
      }
    }
  }

  private static Fault faults(String method, Random luck, AtomicBoolean calm) {
    return Fault.on(method, "/v2/").onlyIf(request -> !calm.get() && luck.nextInt(40) == 0);
  }

  /** One copy that may fail, and is stopped after so many milliseconds. */
  private static void tryOut(Semaphore turns, CopyEngine worker, CopyRequest request, int millis) {
    try {
      turns.acquire();
      try {
        worker.copy(request.withTimeout(Duration.ofMillis(Math.max(1, millis))), CopyListener.NONE);
      } finally {
        turns.release();
      }
    } catch (CopyFailure expected) {
      // Of no interest: what matters is what it left behind.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private TagReference source(int graph) {
    return from.repository("team/app").tag(Tag.of("v" + graph));
  }

  /** Two repositories, so that blobs are mounted as well. */
  private TagReference target(int graph) {
    return to.repository(graph % 3 == 0 ? "other/app" : "mirror/app").tag(Tag.of("v" + graph));
  }

  private Digest push(Random random, String tag) {
    Node top = node(random, 3);
    from.putManifest("team/app", tag, top.mediaType(), top.text().getBytes(StandardCharsets.UTF_8));
    return top.digest();
  }

  private void assertArrived(long seed, int graph, Digest top) throws Exception {
    assertThat(new ImageVerifier(clients).verify(source(graph), target(graph), false).digest())
        .as("seed %d, graph %d", seed, graph)
        .isEqualTo(top);
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
      ObjectNode entry = child.descriptor();
      if (random.nextBoolean()) {
        entry
            .putObject("platform")
            .put("os", "linux")
            .put("architecture", random.nextBoolean() ? "arm64" : "amd64");
      }
      manifests.add(entry);
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

  /** Blobs repeat themselves often; some are empty, some carried along, some of sha512. */
  private ObjectNode blob(Random random, int most) {
    byte[] content = new byte[random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(most)];
    random.nextBytes(content);
    Digest digest = random.nextInt(5) == 0 ? sha512(content) : Digest.sha256(content);
    from.putBlob("team/app", digest, content);
    ObjectNode blob =
        JSON.createObjectNode()
            .put("mediaType", "application/x-random")
            .put("digest", digest.toString())
            .put("size", content.length);
    return random.nextInt(5) == 0 ? blob.put("data", content) : blob;
  }

  private static Digest sha512(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(content);
      return new Digest("sha512", HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-512", impossible);
    }
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
