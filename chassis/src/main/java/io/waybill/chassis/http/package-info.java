/**
 * HTTP, as every role serves it: {@link io.waybill.chassis.http.HttpService} listens, limits,
 * counts, answers errors as problem documents, and serves health and metrics; a role adds its own
 * {@link io.waybill.chassis.http.Routes}. Imports Vert.x, Jackson and Micrometer, and of the
 * configuration what TLS is made of.
 */
@NullMarked
package io.waybill.chassis.http;

import org.jspecify.annotations.NullMarked;
