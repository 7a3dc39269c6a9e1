package io.waybill.registry.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.ManifestParser;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.RegistryMemory.Ability;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * end-12a {@code GET /v2/<name>/referrers/<digest>}: the manifests whose subject is this one. 404
 * means that the registry has no such API (OCI distribution-spec 1.1, "Listing Referrers"); that is
 * remembered for a while. {@link #fallbackTag} is where to look then. A source that has listed
 * referrers before and answers 404 for one image fails: signatures are not to be missed silently.
 */
public final class ReferrersLister {
  private static final Pattern DIGEST_TAG =
      Pattern.compile("sha(256|512)-[0-9a-f]{64}(\\.[a-z]+)?");

  /** Nobody signs an image that often; beyond it somebody means harm. */
  private static final int MOST_REFERRERS = 10_000;

  private final RegistryCaller caller;

  /** Lists referrers at the caller's registry. */
  public ReferrersLister(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Whether the registry was found to have no such API, a short while ago. */
  public boolean isUnsupported() {
    return caller.memory().lacks(Ability.REFERRERS);
  }

  /** Asks the API, all pages of it. */
  public ReferrersOutcome list(Repository repository, Digest subject) throws RegistryException {
    if (isUnsupported()) {
      return new ReferrersOutcome.Unsupported();
    }
    RegistryRequest request =
        RegistryRequest.of(
                Operation.REFERRERS_LIST,
                repository + "@" + subject,
                "GET",
                caller.uri("/v2/" + repository.path() + "/referrers/" + subject),
                ManifestChecker.scopeFor(caller, repository))
            .withHeader("Accept", MediaTypes.OCI_INDEX)
            .accepting(200, 400, 404, 405, 501);
    List<Descriptor> found = new ArrayList<>();
    List<JsonNode> strange = new ArrayList<>();
    Optional<Integer> refused =
        new PagedPuller(caller)
            .pull(
                request,
                page -> {
                  if (page.path("manifests").isArray()) {
                    found.addAll(ManifestParser.readableDescriptors(page));
                    requireReasonable(found.size(), request);
                  } else {
                    strange.add(page);
                  }
                  return Optional.empty();
                });
    boolean supported = refused.isEmpty() && strange.isEmpty();
    boolean known = caller.memory().has(Ability.REFERRERS);
    if (known && caller.side() == Side.SOURCE && refused.equals(Optional.of(404))) {
      throw RegistryException.because(
          FailureCode.REGISTRY_ERROR,
          request.attempted(),
          "the registry answered 404, although it lists the referrers of other images",
          null);
    }
    // One odd answer of a registry that has the API must not hide the referrers of other images.
    if (supported || !known) {
      caller.memory().learn(Ability.REFERRERS, supported);
    }
    return supported ? new ReferrersOutcome.Listed(found) : new ReferrersOutcome.Unsupported();
  }

  private static void requireReasonable(int count, RegistryRequest request)
      throws RegistryException {
    if (count > MOST_REFERRERS) {
      throw RegistryException.because(
              FailureCode.MANIFEST_INVALID,
              request.attempted(),
              "it has more than " + MOST_REFERRERS + " referrers",
              null)
          .asSpent();
    }
  }

  /**
   * The tag of the index that lists a manifest's referrers where there is no API: {@code
   * sha256-<hex>} (OCI distribution-spec 1.1, "Referrers Tag Schema": at most 32 characters of
   * algorithm and 64 of hash).
   */
  public static Tag fallbackTag(Digest subject) {
    String hex = subject.hex();
    return Tag.of(subject.algorithm() + "-" + hex.substring(0, Math.min(64, hex.length())));
  }

  /**
   * Whether the tag belongs to another image: a fallback tag, or cosign's {@code .sig}, {@code
   * .att} or {@code .sbom} behind one.
   */
  public static boolean isDigestTag(Tag tag) {
    return DIGEST_TAG.matcher(tag.name()).matches();
  }
}
