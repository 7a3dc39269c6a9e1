package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.Credentials;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.prepare.Space;
import io.waybill.registry.prepare.SpaceMaker;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Repository;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Harbor's projects: the first part of each repository's path. Harbor 2 is known by its own words
 * for one that is missing, so this maker does for any registry of which nothing is known. {@code
 * POST /api/v2.0/projects}, with the account that pushes
 * (https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml, createProject).
 */
public final class HarborProjects implements SpaceMaker {
  private static final Pattern MISSING = Pattern.compile("project \\S+ not found");

  private final RegistryEndpoint endpoint;
  private final CloudCaller caller;

  /** The projects of one registry. */
  public HarborProjects(RegistryEndpoint endpoint) {
    this.endpoint = endpoint;
    this.caller = CloudCaller.toRegistry(endpoint);
  }

  @Override
  public Optional<Space> findSpace(Repository repository) {
    return FirstPart.find(Space.Kind.PROJECT, repository);
  }

  @Override
  public Verdict judge(RegistryException refusal) {
    boolean said =
        refusal
            .answer()
            .map(RegistryAnswer::body)
            .filter(body -> MISSING.matcher(body.toLowerCase(Locale.ROOT)).find())
            .isPresent();
    return said ? Verdict.MISSING : Verdict.UNCONCERNED;
  }

  @Override
  public Making make(Space space) throws RegistryException {
    String attempted = "make the " + space + " at " + endpoint.registry();
    String base = endpoint.base().toString().replaceFirst("/$", "");
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Authorization", account(space, attempted));
    ObjectNode body = CloudCaller.object().put("project_name", space.name());
    body.putObject("metadata").put("public", "false");
    try {
      caller.send(
          "POST", URI.create(base + "/api/v2.0/projects"), headers, body.toString(), attempted);
      return Making.MADE;
    } catch (RegistryException refusal) {
      if (refusal.hasStatus(409)) {
        return Making.WAS_THERE;
      }
      throw refusal;
    }
  }

  private String account(Space space, String attempted) throws RegistryException {
    Optional<Credentials> account = endpoint.credentials().forRepository(space.name() + "/").find();
    if (account.orElse(null) instanceof Credentials.Password password) {
      String pair = password.username() + ":" + password.password();
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
    throw RegistryException.because(
            FailureCode.UNAUTHORIZED,
            attempted,
            "Harbor's API takes a username and a password, and there is none",
            null)
        .asSpent();
  }

  @Override
  public String byHand(Space space) {
    return "in Harbor's console: Projects, New Project";
  }
}
