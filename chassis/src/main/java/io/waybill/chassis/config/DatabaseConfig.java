package io.waybill.chassis.config;

import java.util.Locale;
import java.util.Optional;

/**
 * How to reach PostgreSQL; only the api role does.
 *
 * @param url the JDBC address; none = the embedded server
 * @param username who logs in
 * @param password with which password
 * @param maxConnections connections held at most
 */
public record DatabaseConfig(
    @Key(
            value = "The JDBC address of PostgreSQL. Left out, the embedded server is used.",
            example = "jdbc:postgresql://db.example.com:5432/waybill")
        Optional<String> url,
    @Key(value = "Who logs in.", example = "waybill") Optional<String> username,
    @Key(value = "With which password.", example = "file:/run/secrets/database")
        Optional<Secret> password,
    @Key("Connections held at most.") int maxConnections) {
  /** What holds when nothing is configured: the embedded server. */
  public static final DatabaseConfig DEFAULT =
      new DatabaseConfig(Optional.empty(), Optional.empty(), Optional.empty(), 10);

  /** Checks the address and the range. */
  public DatabaseConfig {
    Checks checks = new Checks().range("maxConnections", maxConnections, 1, 1_000);
    url.ifPresent(
        address ->
            checks
                .require(
                    address.startsWith("jdbc:postgresql:"),
                    "url",
                    "must begin with jdbc:postgresql:")
                .require(
                    !address.toLowerCase(Locale.ROOT).contains("password="),
                    "url",
                    "holds a password, and addresses are printed: use database.password"));
    checks
        .require(
            url.isPresent() || username.isEmpty(),
            "username",
            "is set, but database.url is not: the embedded server has a user of its own")
        .require(
            url.isPresent() || password.isEmpty(),
            "password",
            "is set, but database.url is not: the embedded server needs none")
        .done();
  }

  /** Whether the embedded server is to be used. */
  public boolean isEmbedded() {
    return url.isEmpty();
  }
}
