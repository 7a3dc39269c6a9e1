package io.waybill.api.scans;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScanStoreTest {
  @Test
  void how_far_a_scan_is_says_the_share_of_its_steps_once_all_are_known() {
    assertThat(ScanStore.percent(false, 1, 2)).isEqualTo(33);
    assertThat(ScanStore.percent(false, 0, 2)).isZero();
    assertThat(ScanStore.percent(true, 1, 2)).isNull();
  }

  @Test
  void a_scan_whose_only_step_ends_while_it_is_read_is_somewhere() {
    assertThat(ScanStore.percent(false, 0, 0)).isNull();
  }
}
