package io.waybill.gateway.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A topic of Amazon SNS, and where SNS speaks for it.
 *
 * @param arn its name
 * @param region its region
 * @param domain that of its partition, such as {@code amazonaws.com}
 */
record SnsTopic(String arn, String region, String domain) {
  private static final Map<String, String> DOMAINS =
      Map.of(
          "aws", "amazonaws.com",
          "aws-us-gov", "amazonaws.com",
          "aws-cn", "amazonaws.com.cn");

  /**
   * Without any parameter: an address with some is an operation of the service, whose answer others
   * may have a hand in.
   */
  private static final Pattern CERTIFICATE =
      Pattern.compile("/SimpleNotificationService-[A-Za-z0-9]{1,64}\\.pem");

  /** The topic with this name; empty where it is in a partition that is not known. */
  static Optional<SnsTopic> of(String arn) {
    String[] parts = arn.split(":", -1);
    return Optional.ofNullable(DOMAINS.get(parts[1]))
        .map(domain -> new SnsTopic(arn, parts[3], domain));
  }

  /** The address of the certificate that a message names, where it is one of SNS for this topic. */
  Optional<URI> certificateAddress(String text) {
    return address(text)
        .filter(address -> CERTIFICATE.matcher(address.getRawPath()).matches())
        .filter(address -> address.getRawQuery() == null);
  }

  /** The address at which a subscription is confirmed, where it is one of SNS for this topic. */
  Optional<URI> confirmationAddress(String text) {
    return address(text)
        .filter(address -> address.getRawPath().isEmpty() || address.getRawPath().equals("/"))
        .filter(
            address ->
                address.getRawQuery() != null
                    && address.getRawQuery().startsWith("Action=ConfirmSubscription&"));
  }

  /**
   * Whether SNS's certificate may have this name. Amazon's own SDK for Java expects {@code
   * sns.amazonaws.com} in most regions and {@code sns-signing.REGION.amazonaws.com} or {@code
   * sns-REGION.amazonaws.com} in others.
   */
  boolean isSigner(String name) {
    return name.equals("sns." + domain)
        || name.equals("sns." + region + "." + domain)
        || name.equals("sns-" + region + "." + domain)
        || name.equals("sns-signing." + region + "." + domain)
        || (region.startsWith("us-gov-") && name.equals("sns-us-gov-west-1." + domain));
  }

  /** By https, from that host and no other: the authority has to be the name, letter by letter. */
  private Optional<URI> address(String text) {
    try {
      URI address = new URI(text);
      boolean mine =
          "https".equals(address.getScheme())
              && ("sns." + region + "." + domain).equals(address.getRawAuthority())
              && address.getRawFragment() == null;
      return mine ? Optional.of(address) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }
}
