package io.waybill.api.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.chassis.config.DatabaseConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.life.StartException;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The pool of connections to PostgreSQL, with the schema migrated.
 *
 * <p>Connections are lent for one transaction at a time. An outage becomes a {@link
 * DatabaseUnavailableException} within seconds, so that a request can be refused and a loop can
 * wait.
 */
public final class Database implements AutoCloseable {
  private static final long CONNECTION_WAIT_MS = 3_000;
  private static final long VALIDATION_MS = 1_000;
  private static final int NETWORK_TIMEOUT_S = 30;

  /** Work inside one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does the work; an exception rolls it back. */
    T in(Connection connection) throws SQLException;
  }

  private final HikariDataSource pool;

  private Database(HikariDataSource pool) {
    this.pool = pool;
  }

  /**
   * Connects and brings the schema up to date; several processes may do so at once.
   *
   * @throws StartException when there is no address, nobody answers, or the schema is a newer one
   */
  public static Database open(DatabaseConfig config) throws StartException {
    String url =
        config
            .url()
            .orElseThrow(
                () ->
                    new StartException(
                        "The api role needs a database, and database.url is not set: set it"
                            + " (WAYBILL_DATABASE_URL), or run `./waybill up`, which brings its own"
                            + " PostgreSQL."));
    HikariDataSource pool = connect(config, url);
    try {
      migrate(config, url);
      return new Database(pool);
    } catch (FlywayException failed) {
      pool.close();
      throw new StartException(
          "The schema of the database at "
              + shown(url)
              + " could not be brought up to date: "
              + Failures.reason(failed)
              + ". If a newer version of Waybill has used this database, start that version; if"
              + " not, check that the user may create tables.",
          failed);
    }
  }

  /** Shows how many connections are lent, and how long is waited for one. Once. */
  public void watch(MeterRegistry meters) {
    pool.setMetricRegistry(meters);
  }

  private static HikariDataSource connect(DatabaseConfig config, String url) throws StartException {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("waybill-database");
    hikari.setJdbcUrl(url);
    config.username().ifPresent(hikari::setUsername);
    config.password().map(Secret::reveal).ifPresent(hikari::setPassword);
    hikari.setMaximumPoolSize(config.maxConnections());
    hikari.setMinimumIdle(1);
    hikari.setConnectionTimeout(CONNECTION_WAIT_MS);
    hikari.setValidationTimeout(VALIDATION_MS);
    hikari.setInitializationFailTimeout(CONNECTION_WAIT_MS);
    hikari.setAutoCommit(false);
    hikari.addDataSourceProperty("ApplicationName", "waybill-api");
    hikari.addDataSourceProperty("connectTimeout", "3");
    hikari.addDataSourceProperty("socketTimeout", Integer.toString(NETWORK_TIMEOUT_S));
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    hikari.addDataSourceProperty("reWriteBatchedInserts", "true");
    try {
      return new HikariDataSource(hikari);
    } catch (PoolInitializationException unreachable) {
      throw new StartException(
          "Could not connect to PostgreSQL at "
              + shown(url)
              + config.username().map(user -> " as " + user).orElse("")
              + ": "
              + Failures.reason(unreachable)
              + (Failures.isAboutTls(unreachable)
                  ? ". Check that sslrootcert in database.url names the authorities of its"
                      + " certificate."
                  : ". Check that it runs and can be reached from here, and that database.url,"
                      + " database.username and database.password are right."),
          unreachable);
    }
  }

  /**
   * Over a connection of its own, which waits as long as it takes: an index of ten million records
   * is not built within the time after which the pool holds the network for broken.
   */
  private static void migrate(DatabaseConfig config, String url) {
    Flyway.configure(Database.class.getClassLoader())
        .dataSource(
            url, config.username().orElse(null), config.password().map(Secret::reveal).orElse(null))
        .locations("classpath:io/waybill/api/migrations")
        .load()
        .migrate();
  }

  /** Parameters may be secrets that this version does not know of. */
  private static String shown(String url) {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  /**
   * Does the work in a transaction of its own.
   *
   * @throws DatabaseUnavailableException when PostgreSQL does not answer
   * @throws StatementFailedException when it refuses a statement
   */
  public <T> T transaction(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      try {
        T result = work.in(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException failure) {
        rollBack(connection, failure);
        throw failure;
      }
    } catch (SQLException failure) {
      throw Failures.translate(failure);
    }
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
  }

  /** Whether PostgreSQL answers now. */
  public boolean isReachable() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(1);
    } catch (SQLException failure) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
