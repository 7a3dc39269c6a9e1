package io.waybill.chassis.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a request with a problem document, from any handler. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient Map<String, String> headers;

  /** Ends the request with this problem. */
  public ProblemException(Problem problem) {
    this(problem, Map.of());
  }

  /** Ends the request with this problem and these headers, such as Retry-After. */
  public ProblemException(Problem problem, Map<String, String> headers) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.headers = new LinkedHashMap<>(headers);
  }

  /** The problem. */
  public Problem problem() {
    return problem;
  }

  /** The same with one more header of the answer. */
  public ProblemException withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ProblemException(problem, more);
  }

  /** The answer that it stands for. */
  public Response response() {
    Response response = Response.problem(problem);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      response = response.withHeader(header.getKey(), header.getValue());
    }
    return response;
  }
}
