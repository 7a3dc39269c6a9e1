/**
 * Beginning and end: {@link io.waybill.chassis.life.ServiceStack} closes what was started in
 * reverse, {@link io.waybill.chassis.life.Loop} is a thread that goes on until it is closed, {@link
 * io.waybill.chassis.life.StartException} says why a role did not start. Imports {@code
 * io.waybill.chassis.http.Health} only.
 */
@NullMarked
package io.waybill.chassis.life;

import org.jspecify.annotations.NullMarked;
