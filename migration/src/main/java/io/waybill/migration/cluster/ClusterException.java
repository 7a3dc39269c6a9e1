package io.waybill.migration.cluster;

/** A cluster cannot be read. The message is a sentence or two for the user, without secrets. */
public final class ClusterException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is to blame. */
  public enum Fault {
    /** The kubeconfig, or what it names: nothing was asked. */
    KUBECONFIG,
    /** The cluster, or the program that logs in to it, says no. */
    REFUSED,
    /** Nothing answers, or nothing that can be believed. */
    UNREACHABLE
  }

  private final Fault fault;

  ClusterException(Fault fault, String sentence) {
    super(sentence);
    this.fault = fault;
  }

  ClusterException(Fault fault, String sentence, Throwable cause) {
    super(sentence, cause);
    this.fault = fault;
  }

  /** What is to blame. */
  public Fault fault() {
    return fault;
  }

  /** What went wrong, and what to do. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
