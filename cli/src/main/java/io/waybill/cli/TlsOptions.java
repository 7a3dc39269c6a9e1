package io.waybill.cli;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.CertificateAuthorities;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.ProxyVariables;
import io.waybill.registry.Trust;
import io.waybill.schemas.names.Registry;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a one-off command speaks TLS to a registry, and whom it believes. */
public final class TlsOptions {
  @Option(
      names = "--insecure",
      paramLabel = "HOST",
      description =
          "Speak plain http to this registry, host or host:port. May be repeated. Registries on"
              + " this machine (localhost, 127.0.0.1) are spoken to so unasked.")
  private List<String> insecure = List.of();

  @Option(
      names = "--https",
      paramLabel = "HOST",
      description = "Speak https to this registry although it is on this machine. May be repeated.")
  private List<String> secure = List.of();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Believe the certificate authorities in this PEM file as well, for all registries.")
  private @Nullable Path authorities;

  @Option(
      names = "--skip-tls-verify",
      paramLabel = "HOST",
      description =
          "Speak https to this registry and believe any certificate. Whoever stands between can"
              + " then read the password. May be repeated.")
  private List<String> unchecked = List.of();

  /** Sets an option to a value; false where there is none of that name. */
  public boolean set(String option, String value) {
    switch (option) {
      case "--insecure" -> insecure = Repeated.and(insecure, value);
      case "--https" -> secure = Repeated.and(secure, value);
      case "--ca" -> authorities = Path.of(value);
      case "--skip-tls-verify" -> unchecked = Repeated.and(unchecked, value);
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * Where registries are, each with its account, through the proxies that the environment names.
   *
   * @throws CommandFailure where the file of authorities cannot be used
   */
  public AddressDirectory directory(
      Function<Registry, CredentialSource> accounts, Surroundings surroundings) {
    return directory(accounts, surroundings, Set.of(), Set.of());
  }

  /**
   * The same, where something else says more than the command line.
   *
   * @param alsoPlain registries that are spoken to over plain http, too
   * @param alsoUnchecked registries whose certificate is not looked at, either
   * @throws CommandFailure where the file of authorities cannot be used
   */
  public AddressDirectory directory(
      Function<Registry, CredentialSource> accounts,
      Surroundings surroundings,
      Set<String> alsoPlain,
      Set<String> alsoUnchecked) {
    Trust usual = Trust.also(read(surroundings));
    Set<String> any = both(unchecked, alsoUnchecked);
    Set<String> https = both(secure, any);
    return new AddressDirectory(both(insecure, alsoPlain), accounts)
        .withTls(
            https,
            registry -> AddressDirectory.isNamed(registry.name(), any) ? Trust.ANYTHING : usual)
        .withProxies(new ProxyVariables(surroundings.environment()));
  }

  private static Set<String> both(Collection<String> some, Collection<String> more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }

  private List<X509Certificate> read(Surroundings surroundings) {
    if (authorities == null) {
      return List.of();
    }
    try {
      return CertificateAuthorities.read(surroundings.resolve(authorities));
    } catch (IllegalArgumentException unusable) {
      throw CommandFailure.usage("--ca cannot be used: " + unusable.getMessage());
    }
  }
}
