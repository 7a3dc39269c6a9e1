package io.waybill.cli.copy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.login.AccountOptions;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.ProgressBar;
import io.waybill.cli.terminal.Terminal;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.ProxyVariables;
import io.waybill.registry.UnusableProxyException;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.wire.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill copy}: one image, with no service running. */
@Command(
    name = "copy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Copy one image, byte for byte: all its platforms, and its signatures, SBOMs and"
          + " attestations.",
      "",
      "Both references name their registry and a tag or digest: registry.example.com/team/app:1.2."
          + " The target tag is moved where it points to something else."
    },
    footer = {
      "",
      "Examples:",
      "  waybill copy quay.io/team/app:1.2 registry.example.com/team/app:1.2",
      "  waybill copy localhost:5000/app:1 build.lan:5000/app:1 --insecure build.lan:5000",
      "  waybill copy quay.io/team/app@sha256:4f53... registry.example.com/team/app:pinned"
    })
public final class CopyCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "SRC", description = "What is copied.")
  private Reference source = NOWHERE;

  @Parameters(index = "1", paramLabel = "DST", description = "Where it is copied to.")
  private Reference target = NOWHERE;

  @Option(
      names = "--insecure",
      paramLabel = "HOST",
      description =
          "Speak plain http to this registry, host or host:port. May be repeated. Registries on"
              + " this machine (localhost, 127.0.0.1) are spoken to so unasked.")
  private List<String> insecure = List.of();

  @Mixin private AccountOptions accounts = new AccountOptions();

  @Option(
      names = "--no-referrers",
      description = "Leave signatures, SBOMs and attestations behind.")
  private boolean withoutReferrers;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "text, or json: then standard output is one JSON object, and the progress goes to"
              + " standard error (default: text).")
  private Output output = Output.TEXT;

  private static final Pattern TRIED_AGAIN = Pattern.compile("^It is tried again[^.]*\\.\\s*");
  private static final Reference NOWHERE = Reference.parse("nowhere/nothing:none");

  /** How the result is printed. */
  enum Output {
    TEXT,
    JSON
  }

  /** The command. */
  public CopyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Terminal terminal =
        (output == Output.JSON ? surroundings.talkingOnError() : surroundings).terminal();
    long began = System.nanoTime();
    Set<String> plain = new HashSet<>(insecure);
    try (RegistryClients clients =
            new RegistryClients(
                new AddressDirectory(plain, accounts.accounts(surroundings))
                    .withProxies(new ProxyVariables(surroundings.environment())));
        ProgressBar bar = new ProgressBar(terminal, "Copy  ")) {
      CopyReport report =
          new StreamingCopyEngine(clients)
              .copy(
                  CopyRequest.of(source, target).withReferrers(!withoutReferrers),
                  new CopyProgress(bar));
      bar.end();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      if (output == Output.JSON) {
        surroundings.out().println(json(report, took));
      } else {
        terminal.line(summary(report, took));
      }
      return ExitCodes.OK;
    } catch (UnusableProxyException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    } catch (CopyFailure failed) {
      throw failure(failed);
    }
  }

  private CommandFailure failure(CopyFailure failed) throws InterruptedException {
    Failure failure = failed.failure();
    if (failure.code() == FailureCode.CANCELLED) {
      Thread.interrupted();
      throw new InterruptedException(failure.reason());
    }
    if (output == Output.JSON) {
      ObjectNode json = Json.lenient().createObjectNode();
      json.put("status", "failed").put("source", source.text()).put("target", target.text());
      json.set("failure", Json.lenient().valueToTree(failure));
      surroundings.out().println(json);
    }
    String said = failure.registryError() == null ? "" : " It said: " + failure.registryError();
    return CommandFailure.failed(
        "%s: %s%s %s".formatted(failure.code(), failure.reason(), said, hint(failure)).strip(),
        failed);
  }

  /** What to do, for someone who has no service, no rule and no configuration at hand. */
  private static String hint(Failure failure) {
    return switch (failure.code()) {
      case SOURCE_NOT_FOUND -> "Check the repository and the tag.";
      case NETWORK ->
          "Check the host, with which a reference begins (HOST[:PORT]/REPOSITORY:TAG), and that"
              + " this machine reaches it (DNS, route, proxy, firewall).";
      case TLS ->
          "Where the registry speaks plain http, say so with --insecure HOST:PORT; otherwise use"
              + " the address in its certificate, and let Java know who signed that.";
      case UNAUTHORIZED ->
          "Log in with: waybill login HOST (or docker login, podman login), or name a file of"
              + " accounts with --authfile.";
      // A service tries again; this command does not.
      default -> TRIED_AGAIN.matcher(failure.hint()).replaceFirst("");
    };
  }

  private String summary(CopyReport report, Duration took) {
    String digest = report.sourceDigest().map(Digest::toString).orElse("");
    if (report.outcome() == CopyOutcome.ALREADY_PRESENT) {
      return "%s is %s already%s (%s)."
          .formatted(target, digest, referrers(report), Durations.forPeople(took));
    }
    Transfer transfer = report.transfer();
    return "Copied %s to %s%n%s: %s in %d blobs, %d there already, %d manifests%s, in %s."
        .formatted(
            source,
            target,
            digest,
            new ByteSize(transfer.bytesWritten()).forPeople(),
            transfer.blobsCopied(),
            transfer.blobsSkipped() + transfer.blobsMounted(),
            transfer.manifests(),
            referrers(report),
            Durations.forPeople(took));
  }

  private static String referrers(CopyReport report) {
    int count = report.referrers().size();
    return count == 0 ? "" : ", with %d referrers".formatted(count);
  }

  private String json(CopyReport report, Duration took) {
    ObjectNode json = Json.lenient().createObjectNode();
    json.put("status", "succeeded");
    json.put(
        "outcome", report.outcome() == CopyOutcome.ALREADY_PRESENT ? "already-present" : "copied");
    json.put("source", source.text()).put("target", target.text());
    json.put("digest", report.sourceDigest().map(Digest::toString).orElse(null));
    json.put("bytes", report.transfer().bytesWritten());
    json.put("durationMs", took.toMillis());
    json.set("transfer", Json.lenient().valueToTree(report.transfer()));
    json.set("phases", Json.lenient().valueToTree(report.phases()));
    json.put("referrers", report.referrers().size());
    return json.toString();
  }
}
