package io.waybill.registry.clouds;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.prepare.Space;
import io.waybill.registry.prepare.SpaceMaker;
import io.waybill.schemas.names.Repository;
import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Namespaces of Alibaba Cloud Container Registry, Enterprise Edition: {@code CreateNamespace}, with
 * repositories that pushes make by themselves
 * (https://www.alibabacloud.com/help/en/acr/developer-reference/api-cr-2018-12-01-createnamespace).
 * Where a namespace is there and makes none by itself, its owner has decided that.
 */
public final class AlibabaNamespaces implements SpaceMaker {
  private final String host;
  private final Supplier<AlibabaApi> api;

  /**
   * The namespaces of one instance.
   *
   * @param host the registry's host
   * @param instance the instance's id
   * @param region its region, where its host does not say
   * @param endpoint where the API is, if not where it usually is
   * @param key the access key as it is now
   */
  public AlibabaNamespaces(
      String host,
      String instance,
      Optional<String> region,
      Optional<URI> endpoint,
      Supplier<AccessKey> key,
      CloudCaller caller) {
    this.host = host;
    this.api =
        () ->
            new AlibabaApi(
                host, instance, region, endpoint, key.get(), caller, InstantSource.system());
  }

  @Override
  public Optional<Space> findSpace(Repository repository) {
    return FirstPart.find(Space.Kind.NAMESPACE, repository);
  }

  /** "requested access to the resource is denied", as for who may not push (docker/cli#4833). */
  @Override
  public Verdict judge(RegistryException refusal) {
    return Refusals.missingOrPerhaps(refusal);
  }

  @Override
  public Making make(Space space) throws RegistryException {
    String attempted =
        "make the " + space + " at " + host + " with Alibaba Cloud's CreateNamespace";
    Map<String, String> parameters =
        Map.of(
            "NamespaceName", space.name(), "AutoCreateRepo", "true", "DefaultRepoType", "PRIVATE");
    try {
      api.get().call("CreateNamespace", parameters, attempted);
      return Making.MADE;
    } catch (RegistryException refusal) {
      // NAMESPACE_ALREADY_EXIST and the like; no page of its documentation lists it.
      String said = String.valueOf(refusal.getMessage()).toUpperCase(Locale.ROOT);
      if (said.contains("ALREADY_EXIST") || said.contains("ALREADYEXIST")) {
        return Making.WAS_THERE;
      }
      throw refusal;
    }
  }

  @Override
  public String byHand(Space space) {
    return "in the console of Container Registry: the instance, Repository, Namespace";
  }
}
