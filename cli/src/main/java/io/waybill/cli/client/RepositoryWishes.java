package io.waybill.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of the API so that one repository is looked over. */
final class RepositoryWishes {
  private RepositoryWishes() {}

  /** Into these targets, whatever the rules say: each a registry, or a repository there. */
  static ObjectNode to(String repository, List<String> targets, @Nullable String overwrite) {
    Repository source = parse(repository);
    ObjectNode wish = Json.lenient().createObjectNode();
    wish.putObject("source")
        .put("registry", source.registry().name())
        .put("repositories", source.path());
    ArrayNode array = wish.putArray("targets");
    for (String target : targets) {
      ObjectNode node = array.addObject();
      int slash = target.indexOf('/');
      if (slash < 0) {
        node.put("registry", target);
      } else {
        node.put("registry", target.substring(0, slash))
            .put("repository", target.substring(slash + 1));
      }
    }
    if (overwrite != null) {
      wish.put("overwrite", overwrite);
    }
    return wish;
  }

  /** By this rule. */
  static ObjectNode byRule(String repository, String rule) {
    return Json.lenient()
        .createObjectNode()
        .put("rule", rule)
        .put("repositories", parse(repository).path());
  }

  /** By each enabled rule that names the repository. */
  static List<ObjectNode> byRules(ApiClient client, String repository) throws InterruptedException {
    Repository source = parse(repository);
    List<ObjectNode> wishes = new ArrayList<>();
    for (JsonNode rule : Pages.all(client, "rules")) {
      if (rule.path("enabled").asBoolean() && source(rule).matches(source)) {
        wishes.add(byRule(repository, rule.path("id").asText()));
      }
    }
    if (wishes.isEmpty()) {
      throw CommandFailure.usage(
          "No enabled rule names %s: say where to with --to.".formatted(source));
    }
    return wishes;
  }

  private static RuleSource source(JsonNode rule) {
    try {
      return Json.lenient().treeToValue(rule.path("source"), RuleSource.class);
    } catch (JsonProcessingException newer) {
      throw CommandFailure.failed(
          "The rule %s cannot be read by this version of the command: %s"
              .formatted(rule.path("name").asText(), newer.getOriginalMessage()));
    }
  }

  private static Repository parse(String repository) {
    try {
      return Repository.parse(repository);
    } catch (InvalidNameException invalid) {
      throw CommandFailure.usage(invalid.getMessage() + ".");
    }
  }
}
