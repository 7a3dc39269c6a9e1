package io.waybill.api.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.waybill.api.access.Caller;
import io.waybill.api.access.Scope;
import io.waybill.api.records.ImageState;
import io.waybill.api.records.ImageStore;
import io.waybill.api.rules.RuleStore;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /images}: what is there, since when; {@code /copies}: where an image is now; {@code
 * /fits}: which rules take it, and why others do not. The address has the image's reference, its
 * repository with slashes as they are; a digest may stand for the tag.
 */
final class ImageRoutes {
  private static final String IMAGE = "/:registry/:repository+/:reference";

  /**
   * What is known of a target.
   *
   * @param state what is known
   * @param isThere whether the digest that was asked for is there; null where none was
   */
  record Known(@JsonUnwrapped ImageState state, @Nullable Boolean isThere) {}

  /**
   * Where an image is.
   *
   * @param source the image
   * @param items its targets
   */
  record Copies(Reference source, List<ImageState> items) {}

  private final ImageStore images;
  private final RuleStore rules;

  ImageRoutes(ImageStore images, RuleStore rules) {
    this.images = images;
    this.rules = rules;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/images" + IMAGE, this::image).scoped(),
        new Route("GET", "/copies" + IMAGE, this::copies).scoped(),
        new Route("GET", "/fits" + IMAGE, this::fits).scoped());
  }

  private Response image(Request request) {
    Parameters parameters = Parameters.of(request, Set.of("digest"));
    Optional<Digest> digest =
        parameters.find("digest", "a digest such as sha256:...", Digest::parse);
    Reference target = reference(request);
    ImageState state =
        images
            .find(target)
            .filter(known -> sees(Caller.of(request).scope(), known, target))
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.notFound(
                            "No task has ever been made for %s, so Waybill does not know whether it"
                                    .formatted(target.text())
                                + " is there. Whether it is a source, /copies tells.")));
    return Response.json(
        200, new Known(state, digest.map(wanted -> wanted.equals(state.digest())).orElse(null)));
  }

  private Response copies(Request request) {
    Parameters.of(request, Set.of());
    Reference source = reference(request);
    Scope scope = Caller.of(request).scope();
    return Response.json(
        200,
        new Copies(
            source,
            images.copies(source).stream().filter(one -> sees(scope, one, source)).toList()));
  }

  private Response fits(Request request) {
    Parameters.of(request, Set.of());
    return Response.json(200, RuleFits.of(reference(request), rules, Caller.of(request)));
  }

  private static boolean sees(Scope scope, ImageState state, Reference asked) {
    Reference source = state.source();
    return scope.contains(asked)
        || scope.contains(state.image())
        || (source != null && scope.contains(source));
  }

  private static Reference reference(Request request) {
    String reference = request.pathParameter("reference");
    String text =
        request.pathParameter("registry")
            + "/"
            + request.pathParameter("repository")
            + (reference.contains(":") ? "@" : ":")
            + reference;
    return Parameters.parse(
        "The address",
        text,
        "that of an image: registry, repository and tag or digest",
        Reference::parse);
  }
}
