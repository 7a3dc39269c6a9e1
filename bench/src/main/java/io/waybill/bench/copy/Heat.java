package io.waybill.bench.copy;

import java.nio.file.Path;
import java.util.List;

/**
 * One copy of all images by one contender.
 *
 * @param corpus what is copied
 * @param source where from, as {@code host:port}
 * @param targets where to
 * @param blobs the digests that the first image names, for those who can do no more than move blobs
 * @param directory for configuration and logs; empty, and gone afterwards
 */
record Heat(
    Corpus corpus, String source, List<String> targets, List<String> blobs, Path directory) {}
