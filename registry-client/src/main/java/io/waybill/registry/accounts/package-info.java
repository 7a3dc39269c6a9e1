/**
 * Accounts that people keep for other tools: docker's {@code config.json} and podman's {@code
 * auth.json}, with their credential helpers.
 *
 * <p>The entry type is {@link io.waybill.registry.accounts.AccountFiles}: it finds the files of a
 * user and makes a {@link io.waybill.registry.CredentialSource} for a registry of them. {@link
 * io.waybill.registry.accounts.AccountFileEditor} writes one. Imports {@code failures}, the names
 * of schemas and Jackson.
 */
@NullMarked
package io.waybill.registry.accounts;

import org.jspecify.annotations.NullMarked;
