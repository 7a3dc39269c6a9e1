/**
 * Commands that run roles: {@link io.waybill.cli.roles.UpCommand} all of them in one process with
 * the embedded servers, {@link io.waybill.cli.roles.RoleCommand} one of them.
 */
@NullMarked
package io.waybill.cli.roles;

import org.jspecify.annotations.NullMarked;
