package io.waybill.registry.protocol;

import io.waybill.schemas.names.Digest;
import java.util.Optional;

/**
 * The registry took a manifest.
 *
 * @param acknowledged the digest that it says it stored, where it says one
 * @param subject the subject that it says it will list the manifest under ({@code OCI-Subject});
 *     where it does not, the fallback tag is the client's to keep
 */
public record ManifestPushed(Optional<Digest> acknowledged, Optional<Digest> subject) {}
