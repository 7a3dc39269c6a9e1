package io.waybill.migration.imagesyncer;

import io.waybill.migration.files.FileNode;
import io.waybill.migration.files.FileText;
import io.waybill.migration.files.Mistakes;
import io.waybill.schemas.names.InvalidNameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code auth.json}. For one file. */
final class AccountsReader {
  private static final Set<String> KNOWN = Set.of("username", "password", "insecure");
  private static final Set<String> YES = Set.of("true", "yes", "on");
  private static final Set<String> NO = Set.of("", "false", "no", "off");

  private final FileText file;
  private final Variables variables;
  private final Mistakes mistakes;
  private final List<String> remarks;

  AccountsReader(FileText file, Variables variables, Mistakes mistakes, List<String> remarks) {
    this.file = file;
    this.variables = variables;
    this.mistakes = mistakes;
    this.remarks = remarks;
  }

  SyncAccounts read(FileNode.Mapping mapping) {
    List<SyncAccount> accounts = new ArrayList<>();
    for (FileNode.Entry entry : mapping.entries()) {
      if (entry.value() instanceof FileNode.Mapping fields) {
        account(entry, fields).ifPresent(accounts::add);
      } else {
        mistakes.add(
            file,
            entry.line(),
            "under \"%s\" an account is expected: write username and password as keys below it."
                .formatted(entry.key()));
      }
    }
    return new SyncAccounts(accounts);
  }

  private Optional<SyncAccount> account(FileNode.Entry entry, FileNode.Mapping fields) {
    String key = SyncAccounts.key(entry.key());
    if (!isPlace(key, entry.line())) {
      return Optional.empty();
    }
    for (FileNode.Entry field : fields.entries()) {
      if (!KNOWN.contains(field.key())) {
        remarks.add(
            "%s, line %d: \"%s\" under \"%s\" means nothing: known are username, password and insecure."
                .formatted(file.name(), field.line(), field.key(), key));
      }
    }
    String username = value(key, fields, "username");
    String password = value(key, fields, "password");
    boolean insecure = isInsecure(key, fields);
    if (username.isEmpty() != password.isEmpty()) {
      mistakes.add(
          file,
          entry.line(),
          "\"%s\" has a %s, but no %s: write both, or neither for no account."
              .formatted(
                  key,
                  username.isEmpty() ? "password" : "username",
                  username.isEmpty() ? "username" : "password"));
      return Optional.empty();
    }
    return Optional.of(new SyncAccount(key, username, password, insecure, file.name()));
  }

  private boolean isPlace(String key, int line) {
    String why;
    try {
      if (key.contains("://")) {
        why = "leave the scheme out";
      } else {
        // What a repository below it would be called says whether it can be a place.
        new SyncAccount(key, "", "", false, "").registry();
        int slash = key.indexOf('/');
        if (slash < 0) {
          return true;
        }
        RepositoryName.parse(key + "/any");
        return true;
      }
    } catch (InvalidNameException wrong) {
      why = String.valueOf(wrong.getMessage());
    }
    mistakes.add(
        file,
        line,
        "\"%s\" is no registry and no registry/namespace, as in quay.io or quay.io/team: %s."
            .formatted(key, why));
    return false;
  }

  private String value(String key, FileNode.Mapping fields, String field) {
    Optional<FileNode> node = fields.find(field);
    if (node.isEmpty()) {
      return "";
    }
    if (!(node.get() instanceof FileNode.Scalar(var text, var line))) {
      mistakes.add(
          file,
          node.get().line(),
          "%s of \"%s\" has to be one text: put quotes around it.".formatted(field, key));
      return "?";
    }
    for (String missing : variables.missing(text)) {
      mistakes.add(
          file,
          line,
          field.equals("password") && Variables.isAlone(text)
              // It may be no name at all, but the password.
              ? "password of \"%s\" begins with $ and so names a variable, which is not set: set it for this command. A password that itself begins with $ has to be in a variable: set one to it, and write the name of that as ${NAME}."
                  .formatted(key)
              : "%s of \"%s\" is the variable %s, which is not set: set it for this command."
                  .formatted(field, key, missing));
    }
    return variables.missing(text).isEmpty() ? variables.expand(text) : "?";
  }

  private boolean isInsecure(String key, FileNode.Mapping fields) {
    Optional<FileNode> node = fields.find("insecure");
    if (node.isEmpty()) {
      return false;
    }
    String word =
        node.get() instanceof FileNode.Scalar(var text, var line)
            ? text.toLowerCase(Locale.ROOT)
            : "?";
    if (!YES.contains(word) && !NO.contains(word)) {
      mistakes.add(
          file,
          node.get().line(),
          "insecure of \"%s\" is neither true nor false: write one of them.".formatted(key));
    }
    return YES.contains(word);
  }
}
