package io.waybill.cli.copy;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.ProxyVariables;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.RegistryLimits;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.ByteRate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a one-off command speaks to registries, without any configuration. */
final class RegistryOptions {
  @Option(
      names = "--insecure",
      paramLabel = "HOST",
      description =
          "Speak plain http to this registry, host or host:port. May be repeated. Registries on"
              + " this machine (localhost, 127.0.0.1) are spoken to so unasked.")
  private List<String> insecure = List.of();

  @Option(
      names = "--resolve",
      paramLabel = "HOST=ADDRESS",
      description =
          "Find this host at this address, whatever its name resolves to: a private line, a VPC"
              + " endpoint. The name stays the one that is certified and asked for. May be"
              + " repeated, also for hosts of blobs' storage and of token servers.")
  private List<HostAddress> addresses = List.of();

  @Option(
      names = "--bandwidth",
      paramLabel = "RATE",
      description =
          "Read no more than this from a registry in a second, and write no more to it: 50MiB/s.")
  private @Nullable ByteRate bandwidth;

  /** Where registries are, each with its account, through the proxies that are set up. */
  RegistryDirectory directory(
      Function<Registry, CredentialSource> accounts, Map<String, String> environment) {
    Set<String> plain = new HashSet<>(insecure);
    AddressDirectory directory =
        new AddressDirectory(plain, accounts)
            .withAddresses(HostAddress.map(addresses))
            .withProxies(new ProxyVariables(environment));
    ByteRate most = bandwidth;
    if (most == null) {
      return directory;
    }
    return registry -> {
      RegistryEndpoint endpoint = directory.getEndpoint(registry);
      RegistryLimits limits = endpoint.limits().withBandwidth(most);
      return endpoint.withLimits(limits);
    };
  }
}
