package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import java.util.Optional;

/**
 * A manifest that says something about another one and was carried with it.
 *
 * @param subject what it is about
 * @param digest the referrer's own manifest
 * @param artifactType what it is, where that is known
 * @param tag the digest tag that it was found under ({@code sha256-<hex>.sig}); empty for an OCI
 *     referrer
 */
public record CopiedReferrer(
    Digest subject, Digest digest, Optional<String> artifactType, Optional<Tag> tag) {}
