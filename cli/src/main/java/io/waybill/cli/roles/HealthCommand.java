package io.waybill.cli.roles;

import io.waybill.chassis.config.ConfigException;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.cli.Addresses;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill health ROLE}: what a container's health check calls; light, so that it may. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    description = "Ask a role on this machine whether it is ready.",
    footer = {
      "",
      "Exit code 0 where it is ready, 1 where it is not, 3 where nothing answers.",
      "",
      "Example:",
      "  waybill health gateway"
    })
public final class HealthCommand implements Callable<Integer> {
  private static final int PATIENCE_MILLIS = 4_000;

  /** The roles that have a health of their own. */
  enum Role {
    GATEWAY,
    WORKER,
    API
  }

  private final Surroundings surroundings;

  @Parameters(paramLabel = "ROLE", description = "gateway, worker or api.")
  private Role role = Role.GATEWAY;

  @Mixin private ConfigOptions configuration = new ConfigOptions();

  /** The command. */
  public HealthCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException {
    WaybillConfig config = configuration.load(surroundings);
    URI ready = address(config).resolve("/health/ready");
    try {
      HttpURLConnection connection =
          (HttpURLConnection) ready.toURL().openConnection(Proxy.NO_PROXY);
      if (connection instanceof HttpsURLConnection secure) {
        OwnCertificate.expect(secure, config.gateway().tls());
      }
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      int status = connection.getResponseCode();
      surroundings.out().println(body(connection, status).strip());
      return status == HttpURLConnection.HTTP_OK ? ExitCodes.OK : ExitCodes.FAILED;
    } catch (IOException e) {
      throw CommandFailure.unavailable(
          "Tried to ask %s, but failed because: %s. Is the %s running, and on that port?"
              .formatted(ready, e.getMessage(), role.name().toLowerCase(java.util.Locale.ROOT)),
          e);
    }
  }

  private URI address(WaybillConfig config) {
    return switch (role) {
      case GATEWAY ->
          Addresses.reach(
              config.gateway().tls().certificate().isPresent() ? "https" : "http",
              config.gateway().host(),
              config.gateway().port());
      case WORKER -> Addresses.reach(config.worker().host(), config.worker().port());
      case API -> Addresses.reach(config.api().host(), config.api().port());
    };
  }

  private static String body(HttpURLConnection connection, int status) throws IOException {
    try (InputStream in =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
