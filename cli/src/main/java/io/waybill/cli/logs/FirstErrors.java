package io.waybill.cli.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;

/** Standard error, made ready by the first event: most commands have none. */
final class FirstErrors extends AppenderBase<ILoggingEvent> {
  private @Nullable Appender<ILoggingEvent> console;

  // The caller, AppenderBase.doAppend, lets one thread in at a time.
  @Override
  protected void append(ILoggingEvent event) {
    if (console == null) {
      console = Logs.console((LoggerContext) getContext());
    }
    console.doAppend(event);
  }
}
