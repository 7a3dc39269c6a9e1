package io.waybill.registry.failures;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something asked of a registry did not work. Its message is the sentence for people.
 *
 * <p>An {@link IOException}, so that it passes unchanged through the streams that it breaks.
 */
public final class RegistryException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final transient @Nullable RegistryAnswer answer;
  private final boolean spent;
  private final transient @Nullable Registry registry;

  private RegistryException(
      Failure failure,
      @Nullable RegistryAnswer answer,
      boolean spent,
      @Nullable Registry registry,
      @Nullable Throwable cause) {
    super(failure.reason(), cause);
    this.failure = failure;
    this.answer = answer;
    this.spent = spent;
    this.registry = registry;
  }

  /** The registry answered, but not what was wanted. */
  public static RegistryException answered(
      FailureCode code, String attempted, RegistryAnswer answer) {
    return answered(code, attempted, "the registry", answer, "");
  }

  /**
   * A server answered, but not what was wanted.
   *
   * @param who which server, as {@code the registry}
   * @param remark one more sentence for people; may be empty
   */
  public static RegistryException answered(
      FailureCode code, String attempted, String who, RegistryAnswer answer, String remark) {
    String sentence = "Tried to %s but %s answered %s.".formatted(attempted, who, answer.summary());
    Failure failure =
        new Failure(
            code,
            remark.isEmpty() ? sentence : sentence + " " + remark,
            answer.whole(),
            code.hint(),
            answer.retryAfter().map(Duration::toMillis).orElse(null));
    return new RegistryException(failure, answer, false, null, null);
  }

  /** It failed for another reason than the registry's answer. */
  public static RegistryException because(
      FailureCode code, String attempted, String why, @Nullable Throwable cause) {
    return new RegistryException(
        Failure.of(code, "Tried to " + attempted + " but failed because: " + why + "."),
        null,
        false,
        null,
        cause);
  }

  /** It was not tried at all, for it is known that the registry would refuse it for so long. */
  public static RegistryException postponed(
      FailureCode code, String attempted, String why, Duration wait) {
    return because(code, attempted, why, null).withRetryAfter(wait).asSpent();
  }

  /** The same, marked so that no outer layer tries it once more. */
  public RegistryException asSpent() {
    if (spent) {
      return this;
    }
    return alike(failure, true, registry);
  }

  /** The same, of a request to this registry, or to what it sends its clients to. */
  public RegistryException at(Registry where) {
    return where.equals(registry) ? this : alike(failure, spent, where);
  }

  /** The same with a code, and its hint, of somebody who knows more of what was tried. */
  public RegistryException withCode(FailureCode better) {
    return with(
        new Failure(
            better,
            failure.reason(),
            failure.registryError(),
            better.hint(),
            failure.retryAfterMs()));
  }

  /** The same with another hint than the code's, of somebody who knows more of what was tried. */
  public RegistryException withHint(String hint) {
    return with(
        new Failure(
            failure.code(),
            failure.reason(),
            failure.registryError(),
            hint,
            failure.retryAfterMs()));
  }

  /** The same with a time after which it is worth another try. */
  public RegistryException withRetryAfter(Duration wait) {
    return with(
        new Failure(
            failure.code(),
            failure.reason(),
            failure.registryError(),
            failure.hint(),
            wait.toMillis()));
  }

  /** The same with one more sentence for people. */
  public RegistryException withRemark(String sentence) {
    return with(
        new Failure(
            failure.code(),
            failure.reason() + " " + sentence,
            failure.registryError(),
            failure.hint(),
            failure.retryAfterMs()));
  }

  private RegistryException with(Failure other) {
    return alike(other, spent, registry);
  }

  private RegistryException alike(Failure told, boolean noMore, @Nullable Registry where) {
    RegistryException copy = new RegistryException(told, answer, noMore, where, getCause());
    copy.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      copy.addSuppressed(suppressed);
    }
    return copy;
  }

  /** What to tell people. */
  public Failure failure() {
    return failure;
  }

  /** The failure's code. */
  public FailureCode code() {
    return failure.code();
  }

  /** What the registry said, where it said anything. */
  public Optional<RegistryAnswer> answer() {
    return Optional.ofNullable(answer);
  }

  /** The registry that was asked; empty where it is about something else, or not known. */
  public Optional<Registry> registry() {
    return Optional.ofNullable(registry);
  }

  /** Whether the registry answered with this status. */
  public boolean hasStatus(int status) {
    return answer != null && answer.status() == status;
  }

  /** Whether it was refused (401, 403) without a word, as requests by HEAD are. */
  public boolean isWithoutWords() {
    return answer != null
        && (answer.status() == 401 || answer.status() == 403)
        && answer.body().isEmpty();
  }

  /** Whether it was tried again as often as makes sense, or cannot be helped by trying again. */
  public boolean isSpent() {
    return spent;
  }
}
