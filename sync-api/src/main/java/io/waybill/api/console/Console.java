package io.waybill.api.console;

import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.chassis.http.Routes;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Serves the console's files to GET and HEAD. They hold no data and need no token; what they show,
 * they ask the API for, which does. A browser may run these scripts only, and may call this server
 * only. What keeps every answer from being guessed at, framed and told of elsewhere is the
 * chassis's.
 */
public final class Console {
  private static final String PAGE = "index.html";
  private static final List<String> METHODS = List.of("GET", "HEAD");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Map<String, File> files =
      Stream.of(
              PAGE,
              "icon.svg",
              "console.css",
              "console.js",
              "page.js",
              "api.js",
              "caller.js",
              "images.js",
              "letters.js",
              "overviews.js",
              "record.js",
              "records.js",
              "replays.js",
              "rules.js",
              "scans.js")
          .collect(Collectors.toUnmodifiableMap(Function.identity(), File::load));

  /**
   * A file.
   *
   * @param etag what a browser compares to know whether it has changed
   * @param whole the answer to who does not have it
   * @param unchanged the answer to who has it
   */
  private record File(String etag, Response whole, Response unchanged) {
    static File load(String name) {
      try (InputStream resource = Console.class.getResourceAsStream(name)) {
        if (resource == null) {
          throw new IllegalStateException(name + " is missing beside " + Console.class);
        }
        byte[] bytes = resource.readAllBytes();
        String etag = "\"" + Digest.sha256(bytes).hex() + "\"";
        return new File(
            etag,
            guarded(Response.bytes(200, contentType(name), bytes), etag),
            guarded(Response.empty(304), etag));
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    private static Response guarded(Response answer, String etag) {
      return answer
          .withHeader("ETag", etag)
          .withHeader("Cache-Control", "no-cache")
          .withHeader("Content-Security-Policy", POLICY);
    }

    private static String contentType(String name) {
      return switch (name.substring(name.lastIndexOf('.'))) {
        case ".html" -> "text/html; charset=utf-8";
        case ".css" -> "text/css; charset=utf-8";
        case ".js" -> "text/javascript; charset=utf-8";
        case ".svg" -> "image/svg+xml";
        default -> throw new IllegalArgumentException("What is " + name + "?");
      };
    }
  }

  /** Adds the page at {@code /}, and what it consists of below {@code /console}. */
  public void addTo(Routes routes) {
    for (String method : METHODS) {
      routes.on(method, "/", request -> answer(request, PAGE));
      routes.on(
          method, "/console/:file", request -> answer(request, request.pathParameter("file")));
    }
  }

  private Response answer(Request request, String name) {
    File file = files.get(name);
    if (file == null) {
      throw new ProblemException(
          Problem.notFound("The console has no file \"%s\"; its page is /.".formatted(name)));
    }
    return isKnown(request, file.etag()) ? file.unchanged() : file.whole();
  }

  /** Whether the browser has it already (RFC 9110, 13.1.2: compared weakly). */
  private static boolean isKnown(Request request, String etag) {
    return Arrays.stream(request.header("If-None-Match").orElse("").split(",", -1))
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || known.replaceFirst("^W/", "").equals(etag));
  }
}
