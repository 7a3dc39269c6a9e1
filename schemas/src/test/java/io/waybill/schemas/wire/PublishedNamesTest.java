package io.waybill.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedNamesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/names.txt");

  @Test
  void aTopicTypeOrHeaderThatWasEverPublishedIsStillCalledThat() throws Exception {
    List<String> today = new ArrayList<>();
    constants(Topics.class).forEach(name -> today.add("topic " + name));
    for (Lane lane : Lane.values()) {
      today.add("topic " + Topics.tasks(Region.of("eu-central"), lane));
    }
    for (MessageType type : MessageType.values()) {
      today.add("type " + type.cloudEventsType());
    }
    constants(CloudEvents.class).forEach(name -> today.add("header " + name));

    assertThat(today)
        .as(
            "topics, types and headers are a public contract: other systems subscribe to them, and"
                + " older versions of Waybill read them. A new name belongs in %s and in"
                + " asyncapi.yaml; none is renamed or removed",
            GOLDEN)
        .containsExactlyInAnyOrderElementsOf(Files.readAllLines(GOLDEN));
  }

  private static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(PublishedNamesTest::value)
        .toList();
  }

  private static String value(Field constant) {
    try {
      return String.valueOf(constant.get(null));
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException("A public field cannot be read: " + constant, impossible);
    }
  }
}
