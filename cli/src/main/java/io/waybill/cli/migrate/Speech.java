package io.waybill.cli.migrate;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.cli.copy.RegistryOptions;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.UnusableProxyException;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.PingChecker;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How the registries are spoken to that a file calls insecure. Image-syncer tries https with any
 * certificate then, and plain http where nobody answers that; so does this, once for each registry,
 * before any account is shown.
 *
 * @param plain those that speak plain http
 * @param unchecked those that speak https, with whichever certificate
 */
record Speech(Set<String> plain, Set<String> unchecked) {
  /** What a server that speaks plain http makes of https. */
  private static final Set<FailureCode> NOT_HTTPS =
      EnumSet.of(FailureCode.TLS, FailureCode.NETWORK, FailureCode.TIMEOUT);

  /**
   * Finds it out.
   *
   * @throws CommandFailure where a proxy is in the way that cannot be used
   */
  static Speech find(Set<Registry> insecure, RegistryOptions options, Surroundings surroundings)
      throws InterruptedException {
    Set<String> names = insecure.stream().map(Registry::name).collect(Collectors.toSet());
    RegistryDirectory directory =
        options.directory(any -> CredentialSource.ANONYMOUS, surroundings, Set.of(), names);
    Set<String> plain = new HashSet<>();
    try (RegistryClients clients = new RegistryClients(directory)) {
      for (Registry registry : insecure) {
        if (!speaksHttps(clients, registry)) {
          plain.add(registry.name());
        }
      }
    } catch (UnusableProxyException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    }
    names.removeAll(plain);
    return new Speech(Set.copyOf(plain), new TreeSet<>(names));
  }

  private static boolean speaksHttps(RegistryClients clients, Registry registry)
      throws InterruptedException {
    try {
      new PingChecker(clients.getCaller(registry, Side.SOURCE)).checkOnce();
      return true;
    } catch (RegistryException failure) {
      if (failure.code() == FailureCode.CANCELLED) {
        throw new InterruptedException(failure.getMessage());
      }
      return !NOT_HTTPS.contains(failure.code());
    }
  }
}
