package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.ConfigLoader;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documents show is what the product takes. That their command lines are is held by cli.
 */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(?:#[^)]*)?\\)");

  @TempDir Path directory;

  @Test
  void theConfigurationOfTheReadmeLoads() throws Exception {
    Path secret = Files.writeString(directory.resolve("eu"), "secret\n");
    String yaml = block(read("README.md"), "```yaml\n", "```").indent(-3);

    WaybillConfig config =
        ConfigLoader.parse(
            yaml.replace("/run/secrets/eu", secret.toString()),
            Map.of("CN_PASSWORD", "p", "HOOK_SECRET", "h"));

    assertThat(config.registries()).containsKeys(Registry.of("shanghai"), Registry.of("frankfurt"));
  }

  @Test
  void theRuleOfTheReadmeIsOne() throws Exception {
    String json = block(read("README.md"), "<<'JSON'\n", "JSON");

    assertThat(Json.strict().readValue(json, RuleSpec.class).name()).isEqualTo("prod-to-eu");
  }

  @Test
  void everyLinkLeadsSomewhere() throws Exception {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      Matcher links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        String target = links.group(1);
        if (!target.contains("://") && !Files.exists(document.resolveSibling(target))) {
          broken.add(ROOT.relativize(document) + " -> " + target);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  private static String read(String name) throws IOException {
    return Files.readString(ROOT.resolve(name));
  }

  private static String block(String text, String from, String to) {
    int start = text.indexOf(from) + from.length();
    assertThat(start).as("a block that begins with %s", from).isGreaterThanOrEqualTo(from.length());
    return text.substring(start, text.indexOf(to, start));
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> deploy = Files.walk(ROOT.resolve("deploy"))) {
      Stream.of(top, docs, deploy)
          .flatMap(paths -> paths)
          .filter(path -> path.toString().endsWith(".md"))
          .forEach(documents::add);
    }
    return documents;
  }
}
