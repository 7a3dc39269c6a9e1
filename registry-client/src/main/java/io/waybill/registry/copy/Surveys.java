package io.waybill.registry.copy;

import io.waybill.schemas.names.Repository;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The surveys of the repositories that many images go to or come from. Bounded; for many threads.
 */
final class Surveys {
  /** Tags in all surveys: some dozens of megabytes. */
  private static final int MOST_TAGS = 300_000;

  private static final int MOST_SURVEYS = 2_000;

  private final LinkedHashMap<Repository, RepositorySurvey> kept =
      new LinkedHashMap<>(16, 0.75f, true);
  private long tags;

  /** What is known of the repository; empty where nobody has looked, or too long ago. */
  synchronized Optional<RepositorySurvey> find(Repository repository) {
    return Optional.ofNullable(kept.get(repository)).filter(RepositorySurvey::isFresh);
  }

  synchronized void learn(Repository repository, RepositorySurvey survey) {
    forget(repository);
    if (survey.listed() > MOST_TAGS) {
      return;
    }
    kept.put(repository, survey);
    tags += survey.listed();
    while (tags > MOST_TAGS || kept.size() > MOST_SURVEYS) {
      Map.Entry<Repository, RepositorySurvey> oldest = kept.pollFirstEntry();
      tags -= oldest.getValue().listed();
    }
  }

  synchronized void forget(Repository repository) {
    RepositorySurvey gone = kept.remove(repository);
    if (gone != null) {
      tags -= gone.listed();
    }
  }
}
