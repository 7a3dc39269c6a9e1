package io.waybill.registry.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Writes accounts into an account file, or into the credential helper that it names, as {@code
 * docker login} does. All else in the file stays; nobody sees it half written, and nobody but its
 * owner may read it.
 */
public final class AccountFileEditor {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Map<String, String> environment;

  /** The file may be missing: it is made. */
  public AccountFileEditor(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Keeps the account.
   *
   * @param registry {@code host[:port]}
   * @return where it is kept now: the file, or a program
   * @throws IOException where it cannot be kept; the message is the rest of a sentence
   */
  public String store(String registry, Credentials.Password account)
      throws IOException, InterruptedException {
    ObjectNode json = read();
    ObjectNode entry = JSON.createObjectNode();
    List<String> keys = ServerKeys.candidates(registry, "");
    var helper = accounts().findHelper(keys);
    if (helper.isPresent()) {
      CredentialHelper program = new CredentialHelper(helper.get(), environment);
      program.store(ServerKeys.server(registry), account);
      put(json, registry, entry);
      return program.program();
    }
    String pair = account.username() + ":" + account.password();
    entry.put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    put(json, registry, entry);
    return file.toString();
  }

  /**
   * Forgets the account of the registry.
   *
   * @return whether there was one
   * @throws IOException where it cannot be taken away; the message is the rest of a sentence
   */
  public boolean erase(String registry) throws IOException, InterruptedException {
    ObjectNode json = read();
    List<String> keys = ServerKeys.candidates(registry, "");
    var helper = accounts().findHelper(keys);
    boolean there = false;
    if (helper.isPresent()) {
      CredentialHelper program = new CredentialHelper(helper.get(), environment);
      String server = ServerKeys.server(registry);
      there = program.find(server).isPresent();
      program.erase(server);
    }
    if (remove(json, registry)) {
      write(json);
      there = true;
    }
    return there;
  }

  private void put(ObjectNode json, String registry, ObjectNode entry) throws IOException {
    // An account under another spelling of the same host would win over this one, or outlive it.
    remove(json, registry);
    json.withObjectProperty("auths").set(ServerKeys.server(registry), entry);
    write(json);
  }

  private static boolean remove(ObjectNode json, String registry) {
    if (!(json.get("auths") instanceof ObjectNode auths)) {
      return false;
    }
    String host = ServerKeys.comparable(registry);
    List<String> same = new ArrayList<>();
    auths
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (ServerKeys.comparable(key).equals(host)) {
                same.add(key);
              }
            });
    auths.remove(same);
    return !same.isEmpty();
  }

  private Accounts accounts() throws IOException {
    return new AccountFile(file, false).read();
  }

  private ObjectNode read() throws IOException {
    if (!Files.exists(file)) {
      return JSON.createObjectNode();
    }
    JsonNode json;
    try {
      json = JSON.readTree(Files.readAllBytes(file));
    } catch (com.fasterxml.jackson.core.JacksonException malformed) {
      // Jackson's words quote the text, and with it a password perhaps.
      throw new IOException("it is not JSON");
    }
    if (json instanceof ObjectNode object) {
      return object;
    }
    if (json == null || json.isMissingNode()) {
      return JSON.createObjectNode();
    }
    throw new IOException("it is not a JSON object");
  }

  private void write(ObjectNode json) throws IOException {
    // Behind a link, what it leads to is replaced and not the link.
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path directory = target.getParent();
    if (directory == null) {
      throw new IOException("it is not a file");
    }
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, permissions("rwx------"));
    }
    Path next = Files.createTempFile(directory, ".waybill-", ".json", permissions("rw-------"));
    try {
      Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
      Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private static FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
