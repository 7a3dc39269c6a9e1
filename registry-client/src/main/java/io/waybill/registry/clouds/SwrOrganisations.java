package io.waybill.registry.clouds;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.prepare.Space;
import io.waybill.registry.prepare.SpaceMaker;
import io.waybill.schemas.names.Repository;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Organisations of Huawei Cloud SWR: {@code POST /v2/manage/namespaces}, signed with the access key
 * (https://support.huaweicloud.com/intl/en-us/api-swr/swr_02_0026.html). Their names are those of a
 * whole region: one that is there may be somebody else's.
 */
public final class SwrOrganisations implements SpaceMaker {
  private static final Pattern HOST = Pattern.compile("swr(?:-api)?\\.(.+)");

  private final String host;
  private final Optional<URI> configuredEndpoint;
  private final Supplier<Optional<AccessKey>> key;
  private final CloudCaller caller;
  private final InstantSource clock;

  /**
   * The organisations of one region.
   *
   * @param host the registry's host
   * @param endpoint where SWR's API is, if not where it usually is
   * @param key the access key as it is now; empty = it is not known, and nothing can be made
   */
  public SwrOrganisations(
      String host, Optional<URI> endpoint, Supplier<Optional<AccessKey>> key, CloudCaller caller) {
    this(host, endpoint, key, caller, InstantSource.system());
  }

  SwrOrganisations(
      String host,
      Optional<URI> endpoint,
      Supplier<Optional<AccessKey>> key,
      CloudCaller caller,
      InstantSource clock) {
    this.host = host;
    this.configuredEndpoint = endpoint;
    this.key = key;
    this.caller = caller;
    this.clock = clock;
  }

  /** Whether a host is one of SWR's. */
  public static boolean isAt(String host) {
    return SwrLogin.findRegion(host).isPresent();
  }

  @Override
  public Optional<Space> findSpace(Repository repository) {
    return FirstPart.find(Space.Kind.ORGANISATION, repository);
  }

  /** What SWR says is documented nowhere; so a plain no may mean it, too. */
  @Override
  public Verdict judge(RegistryException refusal) {
    return Refusals.missingOrPerhaps(refusal);
  }

  @Override
  public Making make(Space space) throws RegistryException {
    String attempted = "make the " + space + " at " + host + " with Huawei Cloud's API";
    AccessKey shown =
        key.get()
            .orElseThrow(
                () ->
                    CloudCaller.lacking(
                        attempted,
                        "that takes an access key, and none is known: set HUAWEICLOUD_SDK_AK and"
                            + " HUAWEICLOUD_SDK_SK, or login.provider: swr in the configuration"));
    URI address = endpoint().resolve("/v2/manage/namespaces");
    String body = CloudCaller.object().put("namespace", space.name()).toString();
    Map<String, String> headers =
        new HuaweiSignature(shown)
            .sign(
                "POST", address, Map.of("Content-Type", "application/json"), body, clock.instant());
    try {
      caller.send("POST", address, headers, body, attempted);
      return Making.MADE;
    } catch (RegistryException refusal) {
      if (refusal.hasStatus(409)) {
        return Making.WAS_THERE;
      }
      throw refusal;
    }
  }

  /** {@code swr-api} stands where the registry's host has {@code swr}. */
  private URI endpoint() {
    return configuredEndpoint.orElseGet(
        () -> URI.create("https://" + HOST.matcher(host).replaceFirst("swr-api.$1") + "/"));
  }

  @Override
  public String byHand(Space space) {
    return "in the console of SWR: Organizations, Create Organization";
  }
}
