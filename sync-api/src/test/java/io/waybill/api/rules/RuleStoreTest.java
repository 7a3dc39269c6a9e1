package io.waybill.api.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.database.Database;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
class RuleStoreTest {
  @Test
  void all_rules_are_read_again_only_after_a_change_by_whomever(Servers servers) throws Exception {
    try (Database database = Database.open(servers.database())) {
      RuleStore store = new RuleStore(database);
      RuleStore elsewhere = new RuleStore(database);
      RuleId one = make(elsewhere, "one");

      List<Rule> first = store.all();

      assertThat(first).extracting(Rule::name).containsExactly("one");
      assertThat(store.all()).isSameAs(first);

      RuleId two = make(elsewhere, "two");
      assertThat(store.all()).extracting(Rule::name).containsExactly("one", "two");

      RuleSpec never = spec("one").with(Overwrite.NEVER);
      elsewhere.update(one, never, OptionalLong.empty(), RuleStore.Witness.NONE);
      assertThat(store.all().getFirst().spec().overwrite()).isEqualTo(Overwrite.NEVER);

      // One goes and another comes: as many as before, at the same revisions.
      elsewhere.delete(two, OptionalLong.empty(), RuleStore.Witness.NONE);
      make(elsewhere, "three");
      List<Rule> last = store.all();
      assertThat(last).extracting(Rule::name).containsExactly("one", "three");
      assertThat(store.all()).isSameAs(last);
    }
  }

  private static RuleId make(RuleStore store, String name) {
    RuleId id = new RuleId(UUID.randomUUID());
    assertThat(store.create(id, spec(name), RuleStore.Witness.NONE))
        .isInstanceOf(RuleChange.Stored.class);
    return id;
  }

  private static RuleSpec spec(String name) {
    return RuleSpec.of(
        name,
        new RuleSource(Registry.of("here"), List.of(Glob.parse("prod/**")), null, null),
        List.of(RuleTarget.of(Registry.of("there"))));
  }
}
