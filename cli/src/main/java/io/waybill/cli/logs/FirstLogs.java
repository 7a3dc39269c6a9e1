package io.waybill.cli.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What logback finds when it is used for the first time: errors go to standard error, until a
 * command says where its logs go.
 */
public final class FirstLogs extends ContextAwareBase implements Configurator {
  /** For logback, which finds this class by its service file. */
  public FirstLogs() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Logs.errorsOnly(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
