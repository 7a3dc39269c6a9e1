/**
 * Logins that a cloud gives out for its registries: for each one a class that asks for an account
 * in the cloud's own protocol ({@link io.waybill.registry.clouds.EcrLogin}, {@link
 * io.waybill.registry.clouds.GoogleLogin}, {@link io.waybill.registry.clouds.AzureLogin}, {@link
 * io.waybill.registry.clouds.AlibabaLogin}), kept until shortly before it ends by {@link
 * io.waybill.registry.clouds.KeptLogin}, the {@link io.waybill.registry.CredentialSource} of an
 * endpoint. {@link io.waybill.registry.clouds.SwrLogin} only computes.
 *
 * <p>What a registry lacks as a target is made by the same clouds' APIs ({@link
 * io.waybill.registry.clouds.EcrRepositories}, {@link io.waybill.registry.clouds.SwrOrganisations},
 * ...) and by Harbor's ({@link io.waybill.registry.clouds.HarborProjects}); {@link
 * io.waybill.registry.clouds.SpaceMakers} finds which.
 *
 * <p>No cloud's SDK is used (docs/adr/0007-logins.md). Imports {@code prepare}, {@code transport},
 * {@code failures} and Jackson.
 */
@NullMarked
package io.waybill.registry.clouds;

import org.jspecify.annotations.NullMarked;
