package io.waybill.registry.sample;

import io.waybill.schemas.names.Digest;

/**
 * An image that was pulled back whole and is what its source is.
 *
 * @param digest of the reference
 * @param manifests manifests read, those of referrers included
 * @param blobs different blobs read
 * @param bytes the size of those blobs
 * @param referrers referrers and digest tags that were compared
 */
public record VerifiedImage(Digest digest, int manifests, int blobs, long bytes, int referrers) {}
