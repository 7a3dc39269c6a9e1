/**
 * Dead letters: what could not be understood, recorded from {@code waybill.dead-letters} so that
 * people can look at it, put it back where it came from, or settle it.
 *
 * <p>{@link io.waybill.api.letters.LetterRecorder} fills the table dead_letters, {@link
 * io.waybill.api.letters.LetterStore} answers questions about it, {@link
 * io.waybill.api.letters.LetterReplayer} puts letters back. May import schemas, the chassis, {@code
 * io.waybill.api.topics} and {@code io.waybill.api.database}.
 */
@NullMarked
package io.waybill.api.letters;

import org.jspecify.annotations.NullMarked;
