package io.waybill.cli.copy;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What to do about a failure, for someone who has a command line, and no service, no rule and no
 * configuration: the one place where the hints of services become those of {@code copy}, in its
 * texts and its documents alike.
 */
public final class Advice {
  private static final Pattern TRIED_AGAIN = Pattern.compile("^It is tried again[^.]*\\.\\s*");
  private static final Pattern THIS_MACHINE =
      Pattern.compile("(localhost|.*\\.localhost|127\\..*|\\[::1])(:\\d+)?");

  private Advice() {}

  /**
   * The failure with the hint for the command line.
   *
   * @param registries those of the copy; the one that failed is named in the reason
   */
  public static Failure of(Failure failure, List<Registry> registries) {
    String host =
        registries.stream()
            .map(Registry::name)
            .filter(failure.reason()::contains)
            .findFirst()
            .orElse("HOST");
    return new Failure(
        failure.code(),
        failure.reason(),
        failure.registryError(),
        hint(failure, host),
        failure.retryAfterMs());
  }

  private static String hint(Failure failure, String host) {
    if (failure.reason().contains("(407)")) {
      return "The proxy's account is the one in HTTP_PROXY or HTTPS_PROXY, as in"
          + " http://USER:PASSWORD@PROXY:PORT.";
    }
    if (failure.reason().contains("list the repositories of")) {
      return ("Docker Hub, Huawei SWR and other hosted registries list no repositories: name each"
              + " repository, as in %s/REPOSITORY --all-tags, instead of a pattern.")
          .formatted(host);
    }
    if (isBroken(failure)) {
      return "Bring what is missing from a backup or another copy of the directory, or leave the"
          + " tag out with --exclude.";
    }
    if (isSpokenToPlainly(failure, host)) {
      return ("%s was spoken to over plain http, because it is this machine; it may want https:"
              + " then say so with --https %s.")
          .formatted(host, host);
    }
    return switch (failure.code()) {
      case SOURCE_NOT_FOUND ->
          "The repository is not there, or has no such image: check both names.";
      case IMAGE_EXISTS -> "Allow it with --overwrite always or backup, or remove the target tag.";
      case UNAUTHORIZED -> login(failure, host);
      case DENIED -> "The account may not do this: it has to read the source and write the target.";
      case NETWORK ->
          "Check the host, with which a reference begins (HOST[:PORT]/REPOSITORY:TAG), and that"
              + " this machine reaches it (DNS, route, proxy, firewall).";
      case TIMEOUT -> "Look at the link, or allow it more time with --timeout.";
      case RATE_LIMITED -> "Wait, log in with: waybill login %s, or lower --jobs.".formatted(host);
      case PLATFORM_NOT_FOUND -> "Name a --platform that the image has, or leave the image out.";
      case SPARSE_INDEX_REFUSED ->
          "Say --platform-mode rebuilt (a new index, with a digest of its own), or copy all"
              + " platforms.";
      case TAG_IMMUTABLE ->
          "Exclude the tag from the target's immutability rule, or leave it out with --exclude.";
      case TARGET_REPOSITORY_MISSING -> make(failure);
      case QUOTA_EXCEEDED -> "Free space or raise the quota at the target.";
      case TLS ->
          "Where the registry speaks plain http, say so with --insecure HOST:PORT; where an"
              + " authority of your own has signed its certificate, name that with --ca FILE.";
      case INTERNAL -> "This is a defect: please report it.";
      // A service tries again; this command does not.
      default -> TRIED_AGAIN.matcher(failure.hint()).replaceFirst("");
    };
  }

  /** Where it is known what is missing, the failure says how to make it. */
  private static String make(Failure failure) {
    return failure.hint().equals(failure.code().hint())
        ? "Create the repository (project, organisation, namespace) at the target first."
        : failure.hint();
  }

  private static String login(Failure failure, String host) {
    if (failure.reason().contains("It was asked as \"")) {
      return "That account was refused: correct it where it comes from, or log in again with: waybill login %s."
          .formatted(host);
    }
    return ("Log in with: waybill login %s (or docker login, podman login), or name a file of"
            + " accounts with --authfile.")
        .formatted(host);
  }

  /** What lies in files is there, but not all of it: a store says so with 410. */
  private static boolean isBroken(Failure failure) {
    String said = failure.registryError();
    return failure.code() == FailureCode.SOURCE_NOT_FOUND && said != null && said.startsWith("410");
  }

  /** Servers of https answer http with 400. */
  private static boolean isSpokenToPlainly(Failure failure, String host) {
    String said = failure.registryError();
    return failure.code() == FailureCode.REGISTRY_ERROR
        && said != null
        && said.startsWith("400")
        && THIS_MACHINE.matcher(host).matches();
  }
}
