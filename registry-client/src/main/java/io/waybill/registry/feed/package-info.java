/**
 * Reads a blob once for all copies of this process that want it at about the same time. The entry
 * type is {@link io.waybill.registry.feed.SharedReads}, one for each engine; a copy enters as a
 * {@link io.waybill.registry.feed.CopyInterest}, and reads each blob through a {@link
 * io.waybill.registry.feed.FeedReader}.
 *
 * <p>There is no thread of its own. Whoever needs bytes that are not there yet, and finds nobody
 * reading, reads the next segment from the source and publishes it for all ({@code BlobFeed}). A
 * feed keeps a window of segments; when that is full, those wait for the slowest who are ahead of
 * it, but only as long as its {@code Patience} lasts: then it is detached, and goes on alone with a
 * request of its own. A copy that is alone from the start reads straight through.
 *
 * <p>{@code RecentContent} is the same thing for what is small: it is kept for a moment.
 *
 * <p>Imports {@code manifests}, {@code failures} and schemas; how a blob is opened, it is told.
 */
@NullMarked
package io.waybill.registry.feed;

import org.jspecify.annotations.NullMarked;
