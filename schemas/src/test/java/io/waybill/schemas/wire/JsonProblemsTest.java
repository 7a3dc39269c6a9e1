package io.waybill.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.rules.RuleSpec;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonProblemsTest {
  private static final String SOURCE = "'source':{'registry':'a','repositories':'**'}";
  private static final String TARGETS = "'targets':[{'registry':'b'}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'name':'n',<S>,<T>,'overwrite':'Always'}  | overwrite: expected one of always, never, backup, found "Always"
          {'name':'n',<S>,<T>,'overwrite':1}         | overwrite: expected one of always, never, backup, found 1
          {'name':'n',<S>,<T>,'enabled':'yes'}       | enabled: expected true or false, found "yes"
          {'name':'n',<S>,<T>,'enabled':[]}          | enabled: expected true or false, found a list
          {'name':'n',<S>,<T>,'timeout':90}          | timeout: expected a text, found 90: put it in quotes
          {'name':'n',<S>,<T>,'timeout':{}}          | timeout: expected a text, found an object
          {'name':'n',<S>,<T>,'timeout':'soon'}      | timeout: "soon" is not a time span: expected a whole number and ms, s, m, h or d (90s)
          {'name':'n',<S>,<T>,'timeout':'0s'}        | timeout must be at least 1s, not 0s
          {'name':'n',<S>,<T>,'enable':true}         | unknown key "enable" (did you mean "enabled"?); known are artifacts, backfill, bandwidth, deletes, enabled, foreignLayers, name, overwrite, platformMode, platforms, priority, referrers, schedule, source, targets, timeout
          {'name':'n',<S>,<T>,'OVERWRITE':true}      | unknown key "OVERWRITE" (did you mean "overwrite"?); known are artifacts, backfill, bandwidth, deletes, enabled, foreignLayers, name, overwrite, platformMode, platforms, priority, referrers, schedule, source, targets, timeout
          {'name':'n',<S>,<T>,'x':true}              | unknown key "x"; known are artifacts, backfill, bandwidth, deletes, enabled, foreignLayers, name, overwrite, platformMode, platforms, priority, referrers, schedule, source, targets, timeout
          {'name':'n',<S>,'targets':{}}            | targets: expected a list, found an object
          {'name':'n',<S>,'targets':'b'}           | targets: expected a list, found a text
          {'name':'n',<S>,'targets':[{'registry':'b'},{'registry':'b','tags':'b'}]} | targets[1]: unknown key "tags" (did you mean "tag"?); known are flatten, registry, repository, tag
          {'name':'n',<S>,'targets':[{'registry':'b','repository':'{repo}'}]} | targets[0].repository: the template "{repo}" has an unknown variable {repo}: known are {registry}, {repository}, {namespace}, {name} and {tag}
          {'name':'n',<S>,'targets':['b']}         | targets[0]: expected an object, found "b"
          {'name':'n','source':'a',<T>}            | source: expected an object, found "a"
          {'name':'n','source':{'registry':'a b','repositories':'**'},<T>} | source.registry: "a b" is not a registry: expected a configured name or host[:port] of letters, digits, dots, dashes and underscores
          {'name':'n','source':{'registry':'a','repositories':['**','{']},<T>} | source.repositories[1]: the pattern "{" is not valid: a '{' is not closed
          {'name':'n','source':{'registry':'a','repositories':'**','tags':1.0},<T>} | source.tags[0]: expected a text, found 1.0: put it in quotes
          {<S>,<T>}                                  | name is missing
          {'name':'n','name':'m',<S>,<T>}            | the document is not valid JSON (line 1, column 19): Duplicate field 'name'
          {'name':'n',<S>,'targets':[{}]}        | targets[0]: registry is missing
          {'name':'n',<S>,'targets':[null]}      | targets[0]: a value is needed, not null
          {'name':'n','source':{'registry':'a','repositories':[]},<T>} | source: repositories must have at least one pattern
          [1]                                    | expected an object, found a list
          {'name':'n',<S>,<T>} {}                    | the document has more than one value: something follows its end (line 1, column 89)
          {'name':'n',                           | the document ends too early: a brace, a bracket or a quote is not closed (line 1, column 13)
          {name:'n'}                             | the document is not valid JSON (line 1, column 2): Unexpected character ('n'): was expecting double-quote to start field name
          ``                                     | the document is empty
          """)
  void aMistakeInARuleIsToldWithItsPlace(String document, String sentence) {
    String json = document.replace("<S>", SOURCE).replace("<T>", TARGETS).replace('\'', '"');

    assertThat(problemOf(json, RuleSpec.class)).isEqualTo(sentence);
  }

  @Test
  void aDocumentThatIsNestedTooDeeplyIsCalledThat() {
    assertThat(problemOf("{\"x\":" + "[".repeat(100), RuleSpec.class))
        .startsWith("the document is nested too deeply or has too long a text");
  }

  @Test
  void aNumberThatIsNotOneIsToldWithItsPlace() {
    assertThat(problemOf("{\"bytesDone\":\"many\"}", TaskProgress.class))
        .isEqualTo("bytesDone: expected a whole number, found \"many\"");
    assertThat(problemOf("{\"at\":\"yesterday\"}", TaskProgress.class))
        .isEqualTo("at: expected a time such as 2026-11-22T03:00:00Z, found \"yesterday\"");
    assertThat(problemOf("{\"taskId\":\"7\"}", TaskProgress.class))
        .isEqualTo(
            "taskId: expected a UUID such as 123e4567-e89b-12d3-a456-426614174000, found \"7\"");
  }

  private static String problemOf(String json, Class<?> type) {
    JsonMapper mapper = Json.strict();
    JsonProcessingException problem =
        catchThrowableOfType(JsonProcessingException.class, () -> mapper.readValue(json, type));
    String sentence = JsonProblems.describe(Objects.requireNonNull(problem, json));
    assertThat(sentence).doesNotContain("io.waybill", "java.", "Jackson", "[Source");
    return sentence;
  }
}
