package io.waybill.gateway;

import io.waybill.chassis.config.ConfigLoader;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The configuration that the pages of {@code docs/webhooks} tell people to paste. */
final class DocumentedWebhooks {
  private static final Path PAGES = Path.of("..", "docs", "webhooks");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```yaml\\n(.*?)^ *```$");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z_]+)}");
  private static final Pattern REGISTRIES = Pattern.compile("(?m)^registries:\\n(?: .*\\n)+");

  private DocumentedWebhooks() {}

  /**
   * A block of YAML.
   *
   * @param page the file's name
   * @param yaml as it is pasted, below the registries of the page's blocks before it where it names
   *     none itself
   */
  record Block(String page, String yaml) {
    /** Whether it is Waybill's; a page shows the sender's own configuration as well. */
    boolean isWaybills() {
      return Pattern.compile("(?m)^webhooks:$").matcher(yaml).find();
    }

    /** What it configures, each placeholder having this value. */
    WaybillConfig config(String secret) throws Exception {
      Map<String, String> environment = new HashMap<>();
      Matcher placeholders = PLACEHOLDER.matcher(yaml);
      while (placeholders.find()) {
        environment.put(placeholders.group(1), secret);
      }
      return ConfigLoader.parse(yaml, environment);
    }

    @Override
    public String toString() {
      return page + "\n" + yaml;
    }
  }

  /** All blocks, page by page. */
  static List<Block> read() {
    List<Block> blocks = new ArrayList<>();
    try (Stream<Path> pages = Files.list(PAGES)) {
      for (Path page : pages.sorted().toList()) {
        read(page, blocks);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return blocks;
  }

  /**
   * A webhook that a page shows.
   *
   * @param webhook its configuration
   * @param registry that of the registry that it names
   */
  record Shown(WebhookConfig webhook, RegistryConfig registry) {}

  /** The webhooks of a type that the page shows, in its order. */
  static List<Shown> of(String page, String type, String secret) throws Exception {
    List<Shown> shown = new ArrayList<>();
    for (Block block : read()) {
      if (block.page().equals(page) && block.isWaybills()) {
        WaybillConfig config = block.config(secret);
        config.webhooks().values().stream()
            .filter(webhook -> webhook.type().equals(type))
            .map(webhook -> new Shown(webhook, config.registry(webhook.registry())))
            .forEach(shown::add);
      }
    }
    return shown;
  }

  private static void read(Path page, List<Block> blocks) throws IOException {
    String registries = "";
    Matcher found = BLOCK.matcher(Files.readString(page));
    while (found.find()) {
      String yaml = found.group(2).replaceAll("(?m)^" + found.group(1), "");
      Matcher own = REGISTRIES.matcher(yaml);
      if (own.find()) {
        registries = own.group();
        blocks.add(new Block(page.getFileName().toString(), yaml));
      } else {
        blocks.add(new Block(page.getFileName().toString(), registries + yaml));
      }
    }
  }
}
