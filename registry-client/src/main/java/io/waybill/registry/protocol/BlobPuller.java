package io.waybill.registry.protocol;

import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.protocol.RegistryMemory.Ability;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Repository;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * end-2 {@code GET /v2/<name>/blobs/<digest>}: a blob as a stream that verifies itself, and goes on
 * by {@code Range} where the connection breaks. 200 is the answer, to a range 206 or 200; redirects
 * to storage are followed without the account.
 *
 * <p>A foreign layer that the registry does not have is read from the addresses that its manifest
 * names (OCI image-spec 1.1, "urls" of a descriptor): by https, and by http only where the registry
 * itself is spoken to so; without the account, and at no address that a redirect must not lead to.
 */
public final class BlobPuller {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  private final RegistryCaller caller;

  /** Pulls blobs from the caller's registry. */
  public BlobPuller(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Opens the blob; the stream is to be closed by the caller. */
  public BlobStream pull(Repository repository, Descriptor blob) throws RegistryException {
    return pull(repository, blob, BlobPosition.start(blob.digest()));
  }

  /**
   * Opens the blob behind the bytes that were read before, with the first read. What is verified at
   * its end is the whole blob, those bytes among it. The stream is to be closed by the caller.
   */
  public BlobStream pull(Repository repository, Descriptor blob, BlobPosition position)
      throws RegistryException {
    Source source = new Source(repository, blob);
    if (position.offset() > 0) {
      return new BlobStream(source, null, blob.digest(), blob.size(), position);
    }
    BlobAnswer opened = source.open();
    long size = blob.size() >= 0 ? blob.size() : opened.response().contentLength();
    return new BlobStream(source, opened, blob.digest(), size, position);
  }

  /** One blob, to be opened as often as it takes. */
  final class Source {
    private final Descriptor blob;
    private final Iterator<String> elsewhere;
    private boolean abroad;
    private RegistryRequest request;

    private Source(Repository repository, Descriptor blob) {
      this.blob = blob;
      this.elsewhere = (blob.isForeign() ? blob.urls() : List.<String>of()).iterator();
      this.request =
          RegistryRequest.of(
                  Operation.BLOB_PULL,
                  blob.digest() + " of " + repository,
                  "GET",
                  caller.uri("/v2/" + repository.path() + "/blobs/" + blob.digest()),
                  ManifestChecker.scopeFor(caller, repository))
              .withHeader("Accept-Encoding", "identity");
    }

    /** Opens it where it is first found. */
    private BlobAnswer open() throws RegistryException {
      while (true) {
        try {
          return answer(0, caller.call(at(0)));
        } catch (RegistryException failure) {
          goElsewhere(failure);
        }
      }
    }

    /** Takes the next address; throws the failure where there is none, or it is no reason to. */
    private void goElsewhere(RegistryException failure) throws RegistryException {
      boolean absent =
          failure.hasStatus(404) || (abroad && failure.code() != FailureCode.CANCELLED);
      if (!absent || !elsewhere.hasNext()) {
        throw failure;
      }
      abroad = true;
      URI address = Locations.foreign(caller.endpoint().base(), elsewhere.next(), attempted());
      request =
          RegistryRequest.of(
                  Operation.BLOB_PULL,
                  blob.digest() + " at " + Locations.printable(address),
                  "GET",
                  address)
              .withHeader("Accept-Encoding", "identity");
    }

    String attempted() {
      return request.attempted();
    }

    Perseverance perseverance() {
      return new Perseverance(caller.retries());
    }

    /** Opens it once more: the redirect and the token of the last time may have ended. */
    BlobAnswer reopen(long offset) throws RegistryException {
      while (true) {
        try {
          return answer(offset, caller.callOnce(at(offset)));
        } catch (RegistryException failure) {
          if (!failure.hasStatus(404)) {
            throw failure;
          }
          goElsewhere(failure);
        }
      }
    }

    private RegistryRequest at(long offset) {
      return offset == 0 || caller.memory().lacks(Ability.RANGES)
          ? request
          : request.withHeader("Range", "bytes=" + offset + "-").accepting(200, 206, 416);
    }

    private BlobAnswer answer(long offset, RegistryResponse response) throws RegistryException {
      if (response.status() == 200) {
        requireSize(response, response.contentLength());
        return new BlobAnswer(response, 0);
      }
      Matcher range = CONTENT_RANGE.matcher(response.header("Content-Range").orElse(""));
      boolean asked =
          response.status() == 206
              && range.matches()
              && Long.parseLong(range.group(1)) == offset
              && (range.group(3).equals("*")
                  || blob.size() < 0
                  || Long.parseLong(range.group(3)) == blob.size());
      if (asked) {
        return new BlobAnswer(response, offset);
      }
      response.wire().abort();
      caller.memory().learn(Ability.RANGES, false);
      throw RegistryException.because(
          FailureCode.NETWORK,
          attempted() + " from byte " + offset,
          "the registry answered "
              + response.status()
              + " with the range \""
              + response.header("Content-Range").orElse("")
              + "\"; it is read from its beginning instead",
          null);
    }

    private void requireSize(RegistryResponse response, long announced) throws RegistryException {
      if (announced >= 0 && blob.size() >= 0 && announced != blob.size()) {
        response.wire().abort();
        throw RegistryException.because(
            FailureCode.DIGEST_MISMATCH,
            attempted(),
            "the registry has "
                + announced
                + " bytes where the manifest names "
                + blob.size()
                + response.encodingRemark(),
            null);
      }
    }
  }
}
