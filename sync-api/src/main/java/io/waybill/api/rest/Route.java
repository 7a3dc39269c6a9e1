package io.waybill.api.rest;

import io.waybill.chassis.http.Routes;

/**
 * One operation of the API.
 *
 * @param method such as {@code GET}
 * @param path below {@code /api/v1}, with parameters as {@code :name}
 * @param endpoint what answers it
 */
record Route(String method, String path, Routes.Endpoint endpoint) {}
