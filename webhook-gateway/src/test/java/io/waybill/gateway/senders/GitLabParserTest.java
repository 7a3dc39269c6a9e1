package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GitLabParserTest {
  private static final Repository CART =
      Repository.of(Registry.of("shanghai"), "platform/shop/cart");

  private final GitLabParser parser = new GitLabParser();

  @Test
  void aPushByTagIsAnEventOfTheConfiguredRegistryWhateverKindOfUserMadeIt() {
    assertThat(TheOnly.push(parseSample("push-by-tag.json")))
        .isEqualTo(
            new ImagePushed(
                new EventId("f1e2d3c4-b5a6-4978-8a9b-0c1d2e3f4a5b"),
                CART,
                Tag.of("3.0.1"),
                Digest.sha256("single".getBytes(UTF_8)),
                "application/vnd.oci.image.manifest.v1+json",
                "deploy-bot",
                Instant.parse("2026-03-14T10:26:53.417Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
  }

  @Test
  void theChildrenOfAnIndexComeWithoutATagAndBeforeIt() {
    ParsedWebhook parsed = parseSample("push-index-with-children.json");

    assertThat(parsed.events())
        .extracting(event -> ((ImagePushed) event).tag())
        .containsExactly(null, null, Tag.of("3.0.1"));
    assertThat(parsed.events()).extracting(ImageEvent::id).doesNotHaveDuplicates();
    assertThat(parsed.ignored()).extracting(Ignored::reason).containsExactly(IgnoreReason.PULL);
  }

  @Test
  void aDeletedTagIsADeletion() {
    ImageDeleted deleted = TheOnly.deletion(parseSample("delete-tag.json"));

    assertThat(deleted.tag()).isEqualTo(Tag.of("3.0.0"));
    assertThat(deleted.digest()).isNull();
  }

  @Test
  void theRenamingOfARepositoryIsIgnored() {
    assertThat(TheOnly.reason(parseSample("rename-repository.json")))
        .isEqualTo(IgnoreReason.OTHER_ACTION);
  }

  @Test
  void theWebhookOfAProjectIsNoNotificationOfTheRegistry() {
    ParsedWebhook parsed =
        parser.parse(Samples.delivery(), "{\"object_kind\": \"push\"}".getBytes(UTF_8));

    assertThat(TheOnly.problem(parsed))
        .startsWith("The body has no \"events\" array, so it is no notification of GitLab's");
  }

  private ParsedWebhook parseSample(String name) {
    return parser.parse(Samples.delivery(), Samples.read("gitlab/" + name));
  }
}
