package io.waybill.api.rest;

import io.waybill.chassis.http.Response;
import org.jspecify.annotations.Nullable;

/**
 * An answer that can be kept and given again.
 *
 * @param status a success
 * @param location where the thing is that was made, or null
 * @param etag its version, or null
 * @param body what becomes the JSON document
 */
record Answer(int status, @Nullable String location, @Nullable String etag, Object body) {

  Response response() {
    Response response = Response.json(status, body);
    if (location != null) {
      response = response.withHeader("Location", location);
    }
    return etag == null ? response : response.withHeader("ETag", etag);
  }
}
