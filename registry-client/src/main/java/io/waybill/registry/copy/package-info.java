/**
 * Makes a target equal to a source. The entry type is {@link io.waybill.registry.copy.CopyEngine},
 * made as a {@link io.waybill.registry.copy.StreamingCopyEngine}.
 *
 * <p>Where things happen, from the outside in:
 *
 * <ul>
 *   <li>{@code StreamingCopyEngine}: a thread for each copy, its time limit, its stop.
 *   <li>{@code CopyAttempt}: one run; the image, then its referrers.
 *   <li>{@code ReferenceCopy}: the rounds that make a tag converge; {@code TargetGuard} puts the
 *       tag, under the overwrite policy. Both are used for cosign's tags as well.
 *   <li>{@code ImageSelector}: what of an image is wanted, where only some platforms are; {@code
 *       IndexSelection} walks through an index, {@code manifests.RebuiltIndex} writes what is left.
 *   <li>{@code ContentCopier}: what a manifest names, children before parents; heals what was
 *       believed and was wrong. {@code GraphReader} finds out what that is, {@code ImageWeight}
 *       that it is not too much.
 *   <li>{@code BlobCopier}: one blob, with the fewest requests. {@code BlobTransfer} is one try of
 *       it, from what {@code BlobContent} gives to where {@code protocol.BlobUpload} brings it;
 *       {@code EarlyUpload} opens that while the source is asked.
 *   <li>{@code ReferrersCopier}, {@code FallbackTagKeeper}: signatures, SBOMs, attestations.
 *   <li>{@code BlobKnowledge}, {@code BlobQuestions}, {@code BlobGate}: what copies share.
 *   <li>{@code BlobReader}: where a blob's bytes come from; what copies of the same time read
 *       together is in {@code feed}.
 * </ul>
 *
 * <p>Single requests are retried in {@code protocol.RegistryCaller}, streams go on where they broke
 * in {@code protocol.BlobStream} and {@code BlobUpload}; what is begun again here is what neither
 * could save. Imports {@code protocol}, {@code manifests}, {@code failures} and schemas.
 */
@NullMarked
package io.waybill.registry.copy;

import org.jspecify.annotations.NullMarked;
