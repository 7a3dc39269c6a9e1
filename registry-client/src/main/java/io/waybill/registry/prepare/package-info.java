/**
 * What a registry wants to be there before anything is pushed to it: a project, a repository, a
 * namespace, an organisation. {@link io.waybill.registry.prepare.Preparation} says of a refusal
 * what is missing and what to do about it, and has it made where that was chosen, once for all who
 * need it; a {@link io.waybill.registry.prepare.SpaceMaker} knows one provider, and is in {@code
 * clouds}. {@code RegistryCaller} asks, for the targets of copies.
 *
 * <p>docs/adr/0022-what-targets-lack.md says why it is so. Imports {@code failures}.
 */
@NullMarked
package io.waybill.registry.prepare;

import org.jspecify.annotations.NullMarked;
