package io.waybill.worker.circuit;

/** What a task hears that wants to use its registries. */
public sealed interface Admission permits Pass, PutOff {}
