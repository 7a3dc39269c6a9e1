package io.waybill.cli.client;

import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.tasks.Trigger;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The words that options take, for the shells that complete them. The API reads them itself. */
abstract class Words implements Iterable<String> {
  private final Enum<?>[] constants;
  private final UnaryOperator<String> spelling;

  private Words(Enum<?>[] constants, UnaryOperator<String> spelling) {
    this.constants = constants;
    this.spelling = spelling;
  }

  @Override
  public Iterator<String> iterator() {
    return Stream.of(constants).map(constant -> spelling.apply(constant.name())).iterator();
  }

  private static String small(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Where a task stands. */
  static final class Statuses extends Words {
    Statuses() {
      super(TaskStatus.values(), Words::small);
    }
  }

  /** Why a task failed. */
  static final class Codes extends Words {
    Codes() {
      super(FailureCode.values(), UnaryOperator.identity());
    }
  }

  /** What made a task. */
  static final class Triggers extends Words {
    Triggers() {
      super(Trigger.values(), Words::small);
    }
  }

  /** What happens to a tag that points to something else. */
  static final class Policies extends Words {
    Policies() {
      super(Overwrite.values(), Words::small);
    }
  }

  /** In which format results are printed. */
  static final class Formats extends Words {
    Formats() {
      super(Results.Format.values(), Words::small);
    }
  }
}
