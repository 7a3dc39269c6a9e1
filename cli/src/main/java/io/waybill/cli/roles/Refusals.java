package io.waybill.cli.roles;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.cli.CommandFailure;
import io.waybill.gateway.Gateway;
import java.util.ArrayList;
import java.util.List;

/** What roles refuse in a configuration that can be read: a mistake to correct, exit code 2. */
final class Refusals {
  private Refusals() {}

  /** Why the gateway would not start with it, a sentence each. */
  static List<String> ofGateway(WaybillConfig config) {
    return Gateway.refusal(config).map(text -> text.lines().toList()).orElse(List.of());
  }

  /** Why the api role would not start with it, a sentence each. */
  static List<String> ofApi(WaybillConfig config) {
    return config.api().refusal().map(text -> text.lines().toList()).orElse(List.of());
  }

  /** Why any role would not start with it, a sentence each. */
  static List<String> ofAny(WaybillConfig config) {
    List<String> sentences = new ArrayList<>(ofGateway(config));
    sentences.addAll(ofApi(config));
    return sentences;
  }

  /**
   * Goes on where there is nothing to refuse.
   *
   * @throws CommandFailure with all the sentences
   */
  static void requireNone(List<String> sentences) {
    if (!sentences.isEmpty()) {
      throw CommandFailure.usage("The configuration cannot be used:", sentences);
    }
  }
}
