package io.waybill.bench.copy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/** {@code ./waybill copy}, the start of its JVM included. */
final class OwnCommand {
  static final String NAME = "waybill copy";

  private OwnCommand() {}

  static Contender of(Path launcher) {
    return new CommandContender(
        NAME,
        List.of(launcher.toString(), "--version"),
        EnumSet.allOf(CopyCase.class),
        (copyCase, heat) -> script(launcher, copyCase, heat));
  }

  private static String script(Path launcher, CopyCase copyCase, Heat heat) {
    String command = "WAYBILL_BUILD=never '" + launcher + "' copy ";
    if (copyCase.isSingle()) {
      String image = heat.corpus().repositories().getFirst() + ":v1";
      return command + heat.source() + "/" + image + " " + heat.targets().getFirst() + "/" + image;
    }
    return command
        + "'"
        + heat.source()
        + "/bench/**' "
        + String.join(" ", heat.targets())
        + " --all-tags";
  }
}
