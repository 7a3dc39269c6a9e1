package io.waybill.cli.client;

import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.Addresses;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.cli.roles.ConfigOptions;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which API a command speaks to, and with which token. */
final class ApiOptions {
  private static final String URL_VARIABLE = "WAYBILL_URL";
  private static final String TOKEN_VARIABLE = "WAYBILL_TOKEN";

  @Option(
      names = "--api",
      paramLabel = "URL",
      order = 80,
      description =
          "The API's address (default: WAYBILL_URL, else the configuration's api.host and api.port:"
              + " http://127.0.0.1:8081). Its token is WAYBILL_TOKEN, else the first of"
              + " api.tokens.")
  private @Nullable String url;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      completionCandidates = Words.Formats.class,
      order = 81,
      defaultValue = "table",
      description = "table for people, json or yaml for scripts (default: ${DEFAULT-VALUE}).")
  private Results.Format output = Results.Format.TABLE;

  @Mixin private ConfigOptions configuration = new ConfigOptions();

  /** Where results are printed, in the format that was asked for. */
  Results results(Surroundings surroundings) {
    return new Results(surroundings, output);
  }

  /** A client of that API. */
  ApiClient connect(Surroundings surroundings) throws ConfigException {
    return connect(url, configuration, surroundings);
  }

  /** A client of the API at this address, or where the surroundings say. */
  static ApiClient connect(
      @Nullable String url, ConfigOptions configuration, Surroundings surroundings)
      throws ConfigException {
    Optional<String> address =
        Optional.ofNullable(url).or(() -> variable(surroundings, URL_VARIABLE));
    Optional<String> token = variable(surroundings, TOKEN_VARIABLE);
    if (address.isPresent() && token.isPresent()) {
      return new ApiClient(parse(address.get()), token);
    }
    ApiConfig api = configuration.loadApi(surroundings);
    return new ApiClient(
        address.map(ApiOptions::parse).orElseGet(() -> Addresses.reach(api.host(), api.port())),
        token.or(
            () -> api.access().tokens().stream().findFirst().map(first -> first.token().reveal())));
  }

  private static Optional<String> variable(Surroundings surroundings, String name) {
    return Optional.ofNullable(surroundings.environment().get(name))
        .filter(value -> !value.isBlank());
  }

  private static URI parse(String text) {
    String complete = text.contains("://") ? text : "http://" + text;
    try {
      URI uri = URI.create(complete);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException malformed) {
      // Said below.
    }
    throw CommandFailure.usage(
        "\"%s\" is not the address of an API: expected http://host:port.".formatted(text));
  }
}
