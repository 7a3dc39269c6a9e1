package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.prepare.Space;
import io.waybill.registry.prepare.SpaceMaker;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Repository;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Google Artifact Registry's repositories, the second part of a path after the project: {@code
 * projects.locations.repositories.create}, with the token that pushes
 * (https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories/create).
 * That begins an operation, which takes some seconds.
 */
public final class GoogleRepositories implements SpaceMaker {
  /** europe-west1-docker.pkg.dev. */
  private static final Pattern HOST = Pattern.compile("([a-z0-9-]+)-docker\\.pkg\\.dev");

  private static final URI API = URI.create("https://artifactregistry.googleapis.com/");

  /** Usernames beside which the password is an access token: Google's own, and its helpers'. */
  private static final Pattern TOKEN = Pattern.compile("oauth2accesstoken|_dcg.*_token");

  private static final Pattern OPERATION =
      Pattern.compile("projects/[^/?#]+/locations/[^/?#]+/operations/[^/?#]+");

  private static final int MOST_LOOKS = 60;

  private final String location;
  private final CredentialSource credentials;
  private final URI endpoint;
  private final CloudCaller caller;
  private final Duration pause;

  /**
   * The repositories of one location.
   *
   * @param host the registry's host, which {@link #isAt} knows
   * @param credentials the account that pushes
   */
  public GoogleRepositories(String host, CredentialSource credentials, CloudCaller caller) {
    this(host, credentials, API, caller, Duration.ofSeconds(1));
  }

  GoogleRepositories(
      String host, CredentialSource credentials, URI endpoint, CloudCaller caller, Duration pause) {
    Matcher matcher = HOST.matcher(host);
    this.location = matcher.matches() ? matcher.group(1) : "";
    this.credentials = credentials;
    this.endpoint = endpoint;
    this.caller = caller;
    this.pause = pause;
  }

  /** Whether a host is one of Artifact Registry's. */
  public static boolean isAt(String host) {
    return HOST.matcher(host).matches();
  }

  @Override
  public Optional<Space> findSpace(Repository repository) {
    String[] parts = repository.path().split("/", 3);
    return parts.length < 3
        ? Optional.empty()
        : Optional.of(
            new Space(
                Space.Kind.REPOSITORY,
                "projects/" + parts[0] + "/locations/" + location + "/repositories/" + parts[1]));
  }

  /**
   * NAME_UNKNOWN "Repository "team" not found"; or DENIED "Permission .. denied on resource .. (or
   * it may not exist)" (google/go-containerregistry#1910).
   */
  @Override
  public Verdict judge(RegistryException refusal) {
    if (refusal.code() == FailureCode.TARGET_REPOSITORY_MISSING) {
      return Verdict.MISSING;
    }
    boolean perhaps =
        refusal
            .answer()
            .filter(answer -> answer.body().toLowerCase(Locale.ROOT).contains("may not exist"))
            .isPresent();
    return perhaps ? Verdict.PERHAPS_MISSING : Verdict.UNCONCERNED;
  }

  @Override
  public Making make(Space space) throws RegistryException {
    String attempted = "make the " + space + " with Google's API";
    int name = space.name().lastIndexOf('/');
    URI address =
        endpoint.resolve(
            "/v1/"
                + space.name().substring(0, name)
                + "?repositoryId="
                + CloudCaller.encode(space.name().substring(name + 1)));
    String bearer = "Bearer " + token(attempted);
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Authorization", bearer);
    String body = CloudCaller.object().put("format", "DOCKER").toString();
    try {
      awaitDone(
          CloudCaller.json(caller.send("POST", address, headers, body, attempted), attempted),
          bearer,
          attempted);
      return Making.MADE;
    } catch (RegistryException refusal) {
      if (refusal.hasStatus(409)) {
        return Making.WAS_THERE;
      }
      throw refusal;
    }
  }

  /** The answer is an operation, which is looked at until it is done. */
  private void awaitDone(JsonNode first, String bearer, String attempted) throws RegistryException {
    JsonNode operation = first;
    for (int looks = 0; !operation.path("done").asBoolean(); looks++) {
      String name = operation.path("name").asText();
      if (looks == MOST_LOOKS || !OPERATION.matcher(name).matches()) {
        throw CloudCaller.unusable(attempted, "it was not said to be done within a minute");
      }
      pause(attempted);
      operation =
          CloudCaller.json(
              caller.get(
                  endpoint.resolve("/v1/" + name), Map.of("Authorization", bearer), attempted),
              attempted);
    }
    if (operation.has("error")) {
      throw CloudCaller.unusable(
          attempted, "the cloud said " + operation.path("error").path("message").asText());
    }
  }

  private void pause(String attempted) throws RegistryException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw RegistryException.because(
              FailureCode.CANCELLED, attempted, "the copy was stopped", stopped)
          .asSpent();
    }
  }

  private String token(String attempted) throws RegistryException {
    if (credentials.find().orElse(null) instanceof Credentials.Password shown
        && TOKEN.matcher(shown.username()).matches()) {
      return shown.password();
    }
    throw CloudCaller.lacking(
        attempted, "that takes an access token of Google, and the account is none");
  }

  @Override
  public String byHand(Space space) {
    String[] parts = space.name().split("/", -1);
    return "gcloud artifacts repositories create %s --project=%s --location=%s --repository-format=docker"
        .formatted(parts[5], parts[1], parts[3]);
  }
}
