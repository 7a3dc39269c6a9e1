package io.waybill.api.deletes;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.deletes.BrakePolicy.Toll;
import io.waybill.schemas.rules.Deletes.Brake;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrakePolicyTest {
  @ParameterizedTest(name = "{2} of {3} tags with a brake of {0} tags or {1} %: asks = {4}")
  @CsvSource({
    "20, 10, 20, 1000, false",
    "20, 10, 21, 1000, true",
    "20, 10, 10, 100, false",
    "20, 10, 11, 100, true",
    "20, 10, 9, 9, false",
    "20, 10, 2, 10, true",
    "20, 10, 1, 10, false",
    "0, 100, 1, 1000, true",
    "5, 100, 5, 5, false",
    "1000, 0, 1, 10, true",
    "1000, 0, 9, 9, false",
    "1000000, 100, 1000000, 1000000, false"
  })
  void asks_where_more_tags_or_a_larger_share_would_go(
      int count, int percent, int deleted, int put, boolean asks) {
    assertThat(
            BrakePolicy.findReason(
                    new Brake(count, percent), List.of(new Toll("there/app", deleted, put)), false)
                .isPresent())
        .isEqualTo(asks);
  }

  @Test
  void counts_the_tags_of_all_repositories_together() {
    List<Toll> tolls = List.of(new Toll("there/a", 3, 900), new Toll("there/b", 3, 900));

    assertThat(BrakePolicy.findReason(new Brake(5, 10), tolls, false).orElseThrow())
        .isEqualTo("6 tags would be deleted within an hour, and the limit is 5");
  }

  @Test
  void names_the_repository_whose_share_is_too_large() {
    List<Toll> tolls = List.of(new Toll("there/a", 1, 900), new Toll("there/b", 3, 12));

    assertThat(BrakePolicy.findReason(new Brake(20, 10), tolls, false).orElseThrow())
        .isEqualTo(
            "3 of the 12 tags that the rule has put into there/b would be deleted within an hour,"
                + " and the limit is 10 %");
  }

  @Test
  void always_asks_about_a_whole_repository() {
    assertThat(BrakePolicy.findReason(new Brake(20, 100), List.of(new Toll("there/a", 1, 1)), true))
        .isPresent();
  }
}
