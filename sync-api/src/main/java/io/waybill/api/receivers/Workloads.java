package io.waybill.api.receivers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.config.KubernetesConfig;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Gives workloads of Kubernetes new images, over the API server's own HTTP: reads the workload, and
 * patches the image of one container. It is read first because a strategic merge patch would add a
 * container that is not there.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/">Patches</a>
 */
public final class Workloads {
  private static final int LARGEST_ANSWER = 4 << 20;
  private static final int LONGEST_WORDS = 500;
  private static final String PATCH = "application/strategic-merge-patch+json";
  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * Where an image is set.
   *
   * @param cluster the configured cluster
   * @param namespace the workload's namespace
   * @param workload which
   * @param container which of its containers
   */
  public record Place(String cluster, String namespace, Workload workload, String container) {
    String path() {
      return "/apis/apps/v1/namespaces/%s/%s/%s"
          .formatted(namespace, workload.kind().resource(), workload.name());
    }
  }

  private final Map<String, KubernetesConfig> clusters;
  private final Duration patience;

  /** Workloads of the configured clusters. */
  public Workloads(Map<String, KubernetesConfig> clusters, Duration patience) {
    this.clusters = Map.copyOf(clusters);
    this.patience = patience;
  }

  /** Sets the image; there is nothing to do where the container has it already. */
  public Verdict setImage(Place place, String image) throws InterruptedException {
    return change(place, Optional.of(image));
  }

  /** Does everything but the change itself. */
  public Verdict tryOut(Place place) throws InterruptedException {
    return change(place, Optional.empty());
  }

  private Verdict change(Place place, Optional<String> image) throws InterruptedException {
    KubernetesConfig cluster = clusters.get(place.cluster());
    if (cluster == null) {
      return Verdict.Refused.unasked(
          "Nothing was changed: api.kubernetes has no \"%s\".".formatted(place.cluster()));
    }
    try (OutboundHttp http =
        new OutboundHttp(
            SystemDefaultDnsResolver.INSTANCE, Authorities.only(cluster.ca()), patience)) {
      Calls calls = new Calls(http, cluster);
      OutboundHttp.Reply found = calls.send("GET", place.path(), "application/json", "");
      if (!found.isSuccess()) {
        return refused("read", place, found);
      }
      JsonNode containers =
          parse(found).path("spec").path("template").path("spec").path("containers");
      Optional<JsonNode> container = container(containers, place.container());
      if (container.isEmpty()) {
        return new Verdict.Refused(
            OptionalInt.empty(), noContainer(place, containers), false, Optional.empty());
      }
      String now = container.get().path("image").asText();
      if (image.isPresent() && image.get().equals(now)) {
        return new Verdict.Taken(found.status());
      }
      String query = "?fieldManager=waybill" + (image.isPresent() ? "" : "&dryRun=All");
      OutboundHttp.Reply changed =
          calls.send("PATCH", place.path() + query, PATCH, patch(place, image.orElse(now)));
      return changed.isSuccess()
          ? new Verdict.Taken(changed.status())
          : refused("change", place, changed);
    } catch (IOException unreachable) {
      return Verdict.Refused.unasked(
          "The API server of the cluster %s did not do it: %s."
              .formatted(place.cluster(), unreachable.getMessage()));
    }
  }

  /** Requests to one API server; the token is read for each, because it is replaced every hour. */
  private record Calls(OutboundHttp http, KubernetesConfig cluster) {
    OutboundHttp.Reply send(String method, String path, String type, String body)
        throws IOException, InterruptedException {
      String base = cluster.server().toString().replaceFirst("/+$", "");
      return http.send(
          method,
          URI.create(base + path),
          Map.of(
              "Authorization",
              "Bearer " + token(),
              "Accept",
              "application/json",
              "Content-Type",
              type),
          body.getBytes(StandardCharsets.UTF_8),
          LARGEST_ANSWER);
    }

    private String token() throws IOException {
      String token;
      try {
        token = Files.readString(cluster.tokenFile()).strip();
      } catch (IOException unreadable) {
        throw new IOException(
            "its token cannot be read from " + cluster.tokenFile() + " (tokenFile)", unreadable);
      }
      if (token.isEmpty() || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
        throw new IOException(cluster.tokenFile() + " (tokenFile) holds no token");
      }
      return token;
    }
  }

  private static String patch(Place place, String image) {
    ObjectNode patch = Json.lenient().createObjectNode();
    patch
        .putObject("spec")
        .putObject("template")
        .putObject("spec")
        .putArray("containers")
        .addObject()
        .put("name", place.container())
        .put("image", image);
    return patch.toString();
  }

  private static Optional<JsonNode> container(JsonNode containers, String name) {
    for (JsonNode container : containers) {
      if (container.path("name").asText().equals(name)) {
        return Optional.of(container);
      }
    }
    return Optional.empty();
  }

  private static String noContainer(Place place, JsonNode containers) {
    List<String> names = new ArrayList<>();
    containers.forEach(container -> names.add(container.path("name").asText()));
    return "%s in the namespace %s has no container \"%s\"; it has %s."
        .formatted(
            place.workload(),
            place.namespace(),
            place.container(),
            names.isEmpty() ? "none" : String.join(", ", names));
  }

  /** With the server's own words (a Status): it is configured, so it may be heard. */
  private static Verdict refused(String verb, Place place, OutboundHttp.Reply reply) {
    int status = reply.status();
    String words = parse(reply).path("message").asText("").strip();
    String said = words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) : words;
    return new Verdict.Refused(
        OptionalInt.of(status),
        "The API server of the cluster %s answered %d when it was asked to %s %s in the namespace %s%s"
            .formatted(
                place.cluster(),
                status,
                verb,
                place.workload(),
                place.namespace(),
                said.isEmpty() ? "." : ": " + said),
        status >= 500 || status == TOO_MANY_REQUESTS,
        Optional.empty());
  }

  private static JsonNode parse(OutboundHttp.Reply reply) {
    try {
      return Json.lenient().readTree(reply.text());
    } catch (JsonProcessingException noJson) {
      return MissingNode.getInstance();
    }
  }
}
