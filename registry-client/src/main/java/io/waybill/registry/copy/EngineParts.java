package io.waybill.registry.copy;

import io.waybill.registry.feed.SharedReads;
import io.waybill.registry.protocol.RegistryClients;

/**
 * What all copies of one engine share.
 *
 * @param clients the connections
 * @param settings how much at once
 * @param knowledge which blobs are where
 * @param questions which blobs are where, where that is not known
 * @param gate one upload of a blob at a time
 * @param completeIndexes which indexes at targets have all that they name
 * @param rebuiltDigests which digest a selection of an image has
 * @param surveys what repositories have been looked over
 * @param reads what is read once for all of them
 */
record EngineParts(
    RegistryClients clients,
    CopySettings settings,
    BlobKnowledge knowledge,
    BlobQuestions questions,
    BlobGate gate,
    CompleteIndexes completeIndexes,
    RebuiltDigests rebuiltDigests,
    Surveys surveys,
    SharedReads reads) {}
