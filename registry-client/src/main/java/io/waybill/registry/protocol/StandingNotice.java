package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;

/**
 * Whether a notice has been given of what is about to be tried. One that was given stands while the
 * registry refuses; where an answer was lost, or was an error that says nothing, the request may
 * have had its effect, and the next try is another one. For one request.
 */
final class StandingNotice {
  private final Notice notice;
  private boolean stands;

  StandingNotice(Notice notice) {
    this.notice = notice;
  }

  void giveBeforeTry() throws InterruptedException {
    if (!stands) {
      notice.give();
      stands = true;
    }
  }

  void tryFailed(RegistryException failure) {
    stands = failure.answer().map(RegistryAnswer::status).filter(this::refuses).isPresent();
  }

  private boolean refuses(int status) {
    return status < 500 || status == 503;
  }
}
