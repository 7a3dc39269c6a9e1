package io.waybill.schemas.wire;

/** Names of CloudEvents 1.0 in the Kafka protocol binding, binary content mode (section 3.2). */
public final class CloudEvents {
  /** {@code specversion}. */
  public static final String SPEC_VERSION = "ce_specversion";

  /** {@code id}. */
  public static final String ID = "ce_id";

  /** {@code source}. */
  public static final String SOURCE = "ce_source";

  /** {@code type}. */
  public static final String TYPE = "ce_type";

  /** {@code subject}. */
  public static final String SUBJECT = "ce_subject";

  /** {@code time}. */
  public static final String TIME = "ce_time";

  /** The content type of the data. */
  public static final String CONTENT_TYPE = "content-type";

  private CloudEvents() {}
}
