package io.waybill.cli.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback, without looking for it: SLF4J and logback open every jar of the class path to find their
 * providers and their configuration, which takes as long as copying a small image.
 */
public final class LogsProvider implements SLF4JServiceProvider {
  /** What SLF4J takes the name of a provider from. */
  private static final String PROPERTY = "slf4j.provider";

  /** And how much it says of that; by itself it says which provider it was told to take. */
  private static final String VERBOSITY = "slf4j.internal.verbosity";

  /** The newest version of SLF4J that this is made for; it is compared by its beginning. */
  private static final String API = "2.0.99";

  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
  private final IMarkerFactory markers = new BasicMarkerFactory();

  /** For SLF4J, which finds this class by its name. */
  public LogsProvider() {}

  /** Makes SLF4J use this; for the beginning of a process, before any logger is made. */
  public static void choose() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, LogsProvider.class.getName());
      System.setProperty(VERBOSITY, "WARN");
    }
  }

  @Override
  public void initialize() {
    context.setName("default");
    context.setMDCAdapter(mdc);
    Logs.errorsOnly(context);
    context.start();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return API;
  }
}
