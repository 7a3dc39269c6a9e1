package io.waybill.cli.copy;

import io.waybill.cli.Repeated;
import io.waybill.cli.Surroundings;
import io.waybill.cli.TlsOptions;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.RegistryLimits;
import io.waybill.registry.clouds.SpaceMakers;
import io.waybill.registry.prepare.Preparation;
import io.waybill.registry.prepare.SpaceMaker;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.ByteRate;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a one-off command speaks to registries, without any configuration. */
public final class RegistryOptions {
  @Mixin private TlsOptions tls = new TlsOptions();

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

  @Option(
      names = "--prepare",
      description =
          "Make what the target wants to be there before a push, and lacks: Harbor's project, ECR's"
              + " repository, SWR's organisation, Google's repository; for nobody else to read"
              + " where one can choose.")
  private boolean prepare;

  private boolean dryRun;

  /** Turns an option on that takes no value; false where there is none of that name. */
  boolean set(String option) {
    prepare |= option.equals("--prepare");
    return option.equals("--prepare");
  }

  /** The same, where nothing is to be changed. */
  public RegistryOptions forLooking(boolean onlyLooking) {
    dryRun = onlyLooking;
    return this;
  }

  /**
   * Sets an option to a value; false where there is none of that name.
   *
   * @throws IllegalArgumentException where the value is none for it
   */
  boolean set(String option, String value) {
    switch (option) {
      case "--resolve" -> addresses = Repeated.and(addresses, HostAddress.parse(value));
      case "--bandwidth" -> bandwidth = ByteRate.parse(value);
      default -> {
        return tls.set(option, value);
      }
    }
    return true;
  }

  /** Where registries are, each with its account, through the proxies that are set up. */
  RegistryDirectory directory(
      Function<Registry, CredentialSource> accounts, Surroundings surroundings) {
    return directory(accounts, surroundings, Set.of(), Set.of());
  }

  /**
   * The same, where a file says more than the command line.
   *
   * @param plain registries that are spoken to over plain http, too
   * @param unchecked registries whose certificate is not looked at, either
   */
  public RegistryDirectory directory(
      Function<Registry, CredentialSource> accounts,
      Surroundings surroundings,
      Set<String> plain,
      Set<String> unchecked) {
    AddressDirectory directory =
        tls.directory(accounts, surroundings, plain, unchecked)
            .withAddresses(HostAddress.map(addresses));
    ByteRate most = bandwidth;
    return registry -> {
      RegistryEndpoint endpoint = directory.getEndpoint(registry);
      RegistryLimits limits =
          most == null ? endpoint.limits() : endpoint.limits().withBandwidth(most);
      return prepared(endpoint.withLimits(limits), surroundings);
    };
  }

  private RegistryEndpoint prepared(RegistryEndpoint endpoint, Surroundings surroundings) {
    Supplier<SpaceMaker> maker = () -> SpaceMakers.of(endpoint, surroundings.environment());
    return endpoint.withPreparation(
        prepare && !dryRun
            ? Preparation.made(maker)
            : Preparation.told(maker, "have it made with --prepare"));
  }
}
