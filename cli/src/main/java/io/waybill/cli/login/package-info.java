/**
 * The accounts of the command line: those that people have logged in with already ({@link
 * io.waybill.cli.login.AccountOptions}), and {@code waybill login} and {@code logout}, which keep
 * them where docker does.
 */
@NullMarked
package io.waybill.cli.login;

import org.jspecify.annotations.NullMarked;
