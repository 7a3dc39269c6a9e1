package io.waybill.registry.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A program that keeps accounts, called {@code docker-credential-<name>}: it is given an action as
 * argument and a text on standard input, and answers on standard output
 * (https://github.com/docker/docker-credential-helpers). What it answers is never logged.
 */
final class CredentialHelper {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final int LARGEST_ANSWER = 1024 * 1024;
  private static final int WORDS_KEPT = 300;

  /** A helper may ask a cloud, and a keychain may ask its owner. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private record Ended(int status, String said) {}

  private final String name;
  private final Map<String, String> environment;

  CredentialHelper(String name, Map<String, String> environment) {
    this.name = name;
    this.environment = Map.copyOf(environment);
  }

  /** The program's name. */
  String program() {
    return "docker-credential-" + name;
  }

  /**
   * The account that it keeps for the server; empty where it has none.
   *
   * @throws IOException where it cannot be asked; the message is the rest of a sentence
   */
  Optional<Credentials> find(String server) throws IOException, InterruptedException {
    Ended ended = run("get", server);
    if (ended.status() != 0) {
      if (ended.said().contains("credentials not found")) {
        return Optional.empty();
      }
      throw new IOException(program() + " failed: " + words(ended));
    }
    JsonNode json;
    try {
      json = JSON.readTree(ended.said());
    } catch (IOException malformed) {
      throw new IOException(program() + " answered with what is not JSON");
    }
    String username = json.path("Username").asText("");
    String secret = json.path("Secret").asText("");
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        username.equals("<token>")
            ? new Credentials.IdentityToken("", secret)
            : new Credentials.Password(username, secret));
  }

  /** Keeps an account. */
  void store(String server, Credentials.Password account) throws IOException, InterruptedException {
    String text =
        JSON.createObjectNode()
            .put("ServerURL", server)
            .put("Username", account.username())
            .put("Secret", account.password())
            .toString();
    Ended ended = run("store", text);
    if (ended.status() != 0) {
      throw new IOException(program() + " failed: " + words(ended));
    }
  }

  /** Forgets an account; one that is not there is no failure. */
  void erase(String server) throws IOException, InterruptedException {
    Ended ended = run("erase", server);
    if (ended.status() != 0 && !ended.said().contains("credentials not found")) {
      throw new IOException(program() + " failed: " + words(ended));
    }
  }

  private static String words(Ended ended) {
    String said = ended.said().replaceAll("\\s+", " ").strip();
    return said.isEmpty()
        ? "it ended with status " + ended.status()
        : "\"" + said.substring(0, Math.min(said.length(), WORDS_KEPT)) + "\"";
  }

  private Ended run(String action, String input) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(locate().toString(), action)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process process = builder.start();
    CompletableFuture<String> said = new CompletableFuture<>();
    Thread.ofVirtual()
        .name(program())
        .start(
            () -> {
              try (var out = process.getInputStream()) {
                said.complete(new String(out.readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8));
              } catch (IOException broken) {
                said.completeExceptionally(broken);
              }
            });
    try {
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException notRead) {
        // A helper that needs no input may end before it has read it.
      }
      String answer = said.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new TimeoutException();
      }
      return new Ended(process.exitValue(), answer);
    } catch (TimeoutException silent) {
      throw new IOException(
          program() + " did not answer within " + PATIENCE.toSeconds() + " seconds", silent);
    } catch (ExecutionException broken) {
      throw new IOException(program() + " broke off", broken);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Path locate() throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IOException("\"" + name + "\" is not the name of a credential helper");
    }
    return Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory).resolve(program()))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new IOException(program() + ", which it names, is not on the PATH: install it"));
  }
}
