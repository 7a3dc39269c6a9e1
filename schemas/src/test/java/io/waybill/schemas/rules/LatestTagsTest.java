package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.names.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatestTagsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | v1.9.0 v1.10.0 v1.2.0          | v1.10.0 v1.9.0
          2 | 1.2.0-rc.1 1.2.0 1.1.0         | 1.2.0 1.2.0-rc.1
          2 | latest 0.1.0 zebra 0.2.0       | 0.2.0 0.1.0
          3 | latest 0.1.0 edge              | 0.1.0 latest edge
          2 | build-9 build-10 build-8       | build-10 build-9
          1 | 20261121 20261122 20251231     | 20261122
          2 | main-2 main-10-x main-10       | main-10-x main-10
          2 | 1.2 1.2.0 v1.2                 | v1.2 1.2.0
          5 | a b                            | b a
          """)
  void theNewestByTheirNamesAreKept(int wanted, String offered, String kept) {
    List<String> tags = Arrays.asList(offered.split(" ", -1));

    assertThat(select(wanted, tags)).containsExactly(kept.split(" ", -1));
    Collections.reverse(tags);
    assertThat(select(wanted, tags)).containsExactly(kept.split(" ", -1));
  }

  @Test
  void theOrderInWhichAHundredThousandTagsAreOfferedDoesNotMatter() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      tags.add(i % 3 == 0 ? "build-" + i : "v" + i / 1000 + "." + i % 1000);
    }
    Collections.shuffle(tags, random);

    assertThat(select(3, tags))
        .as("seed %d", seed)
        .containsExactly("v99.998", "v99.997", "v99.995");
  }

  @Test
  void theOrderIsTotalOnRandomNames() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = 1 + random.nextInt(6); length > 0; length--) {
        name.append("v01.-_a".charAt(random.nextInt(name.isEmpty() ? 3 : 7)));
      }
      tags.add(Tag.of(name.toString()));
    }
    // TimSort refuses an order that contradicts itself.
    List<Tag> sorted = tags.stream().sorted(LatestTags.BY_AGE).toList();

    Collections.shuffle(tags, random);
    assertThat(tags.stream().sorted(LatestTags.BY_AGE).toList())
        .as("seed %d", seed)
        .isEqualTo(sorted);
  }

  @Test
  void moreThanARuleMayAskForOrNothingIsRefused() {
    assertThatThrownBy(() -> new LatestTags(0)).hasMessage("latest must be from 1 to 10000, not 0");
    assertThatThrownBy(() -> new LatestTags(10_001)).hasMessageContaining("not 10001");
  }

  private static List<String> select(int wanted, List<String> offered) {
    LatestTags latest = new LatestTags(wanted);
    offered.forEach(name -> latest.offer(Tag.of(name)));
    return latest.newestFirst().stream().map(Tag::name).toList();
  }
}
