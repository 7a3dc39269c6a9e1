package io.waybill.registry.clouds;

import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.prepare.Space;
import io.waybill.registry.prepare.SpaceMaker;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Repository;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * AWS ECR's repositories, each of a whole path: {@code CreateRepository}, with the settings that
 * the account has for new ones
 * (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html).
 */
public final class EcrRepositories implements SpaceMaker {
  private final String host;
  private final Supplier<EcrApi> api;
  private final String region;

  /**
   * The repositories of one registry.
   *
   * @param host the registry's host
   * @param region its region, where its host does not say
   * @param endpoint where ECR's API is, if not where it usually is
   * @param key the access key as it is now; none = that of the surroundings
   */
  public EcrRepositories(
      String host,
      Optional<String> region,
      Optional<URI> endpoint,
      Supplier<Optional<AccessKey>> key,
      Map<String, String> environment,
      CloudCaller caller) {
    this.host = host;
    this.region = region.or(() -> EcrApi.findRegion(host)).orElse("REGION");
    this.api = () -> new EcrApi(host, region, endpoint, key.get(), environment, caller);
  }

  /** Whether a host is one of ECR's. */
  public static boolean isAt(String host) {
    return EcrApi.findRegion(host).isPresent();
  }

  @Override
  public Optional<Space> findSpace(Repository repository) {
    return Optional.of(new Space(Space.Kind.REPOSITORY, repository.path()));
  }

  /**
   * 404 NAME_UNKNOWN "The repository with name '..' does not exist in the registry with id '..'".
   */
  @Override
  public Verdict judge(RegistryException refusal) {
    return refusal.code() == FailureCode.TARGET_REPOSITORY_MISSING
        ? Verdict.MISSING
        : Verdict.UNCONCERNED;
  }

  @Override
  public Making make(Space space) throws RegistryException {
    String attempted = "make the " + space + " at " + host + " with AWS ECR's CreateRepository";
    String body = CloudCaller.object().put("repositoryName", space.name()).toString();
    try {
      api.get().call("CreateRepository", body, attempted);
      return Making.MADE;
    } catch (RegistryException refusal) {
      if (refusal.answer().filter(EcrRepositories::isThere).isPresent()) {
        return Making.WAS_THERE;
      }
      throw refusal;
    }
  }

  private static boolean isThere(RegistryAnswer answer) {
    return answer.has("RepositoryAlreadyExistsException");
  }

  @Override
  public String byHand(Space space) {
    return "aws ecr create-repository --region " + region + " --repository-name " + space.name();
  }
}
