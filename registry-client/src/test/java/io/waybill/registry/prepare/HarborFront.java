package io.waybill.registry.prepare;

import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.Request;
import io.waybill.registry.scripted.ScriptedRegistry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a scripted registry refuse as Harbor 2 does (src/server/middleware/v2auth,
 * src/core/service/token): 401 in whatever is no project, and tokens that allow what their
 * repository's project allows when they are made. Its API makes the projects that were asked for.
 */
final class HarborFront {
  private static final Pattern SCOPE = Pattern.compile("repository:([^:]+):");

  private final ScriptedRegistry registry;
  private final Set<String> projects = ConcurrentHashMap.newKeySet();
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private volatile int answer = 201;

  HarborFront(ScriptedRegistry registry) {
    this.registry = registry;
    registry.script(Fault.on("GET", "^/service/token").answer(this::token));
    registry.script(Fault.on("POST", "^/api/v2.0/projects$").answer(request -> create()));
    for (String method : List.of("HEAD", "GET", "POST", "PUT", "PATCH", "DELETE")) {
      registry.script(Fault.on(method, "^/v2/.+").onlyIf(r -> !isAllowed(r)).answer(this::refusal));
    }
  }

  /** Answers this to whoever wants a project; with 201 and 409 it is there then. */
  void answering(int status) {
    answer = status;
  }

  void add(String project) {
    projects.add(project);
  }

  long creations() {
    return registry.count("POST", "/api/v2.0/projects");
  }

  private static String project(String repository) {
    return repository.substring(0, repository.indexOf('/'));
  }

  private static String repository(Request request) {
    return request.path().replaceFirst("^/v2/(.+?)/(manifests|blobs|tags|referrers)/.*$", "$1");
  }

  private boolean isAllowed(Request request) {
    return request
        .header("Authorization")
        .filter(shown -> shown.contains(right(repository(request))))
        .isPresent();
  }

  private static String right(String repository) {
    return "~" + repository.replace('/', '.') + "~";
  }

  private Reply token(Request request) {
    String scopes = URLDecoder.decode(request.target(), StandardCharsets.UTF_8);
    StringBuilder rights = new StringBuilder("for");
    Matcher scope = SCOPE.matcher(scopes);
    while (scope.find()) {
      if (projects.contains(project(scope.group(1)))) {
        rights.append(right(scope.group(1)));
      }
    }
    return Reply.of(
            200,
            "{\"token\":\"%s\",\"expires_in\":1800}"
                .formatted(rights)
                .getBytes(StandardCharsets.UTF_8))
        .with("Content-Type", "application/json");
  }

  private Reply refusal(Request request) {
    String project = project(repository(request));
    boolean asked = request.header("Authorization").isPresent();
    if (!asked && (request.method().equals("HEAD") || projects.contains(project))) {
      return words("unauthorized to access repository: " + repository(request))
          .with(
              "Www-Authenticate",
              "Bearer realm=\"http://%s/service/token\",service=\"harbor-registry\""
                  .formatted(registry.address()));
    }
    if (projects.contains(project)) {
      return words("unauthorized to access repository: " + repository(request))
          .with("Www-Authenticate", "Basic realm=\"harbor\"");
    }
    wanted.add(project);
    return words("project %s not found: project %s not found".formatted(project, project))
        .with("Www-Authenticate", "");
  }

  private Reply create() {
    if (answer == 201 || answer == 409) {
      // 409: somebody was quicker.
      projects.addAll(wanted);
    }
    return answer == 201 ? Reply.of(201) : Reply.error(answer, "FORBIDDEN");
  }

  private static Reply words(String message) {
    return Reply.of(
            401,
            "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"%s\"}]}"
                .formatted(message)
                .getBytes(StandardCharsets.UTF_8))
        .with("Content-Type", "application/json");
  }
}
