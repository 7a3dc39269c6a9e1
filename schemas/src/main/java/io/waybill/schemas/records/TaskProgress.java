package io.waybill.schemas.records;

import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;

/**
 * How far a try has come; told at most once a second a task.
 *
 * @param taskId the task
 * @param attemptId the try
 * @param worker which worker
 * @param bytesDone bytes moved, mounted or found
 * @param bytesTotal bytes in all
 * @param blobsDone blobs moved, mounted or found
 * @param blobsTotal blobs in all
 * @param at when
 */
public record TaskProgress(
    TaskId taskId,
    AttemptId attemptId,
    String worker,
    long bytesDone,
    long bytesTotal,
    int blobsDone,
    int blobsTotal,
    Instant at) {}
