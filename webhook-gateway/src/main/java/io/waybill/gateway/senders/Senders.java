package io.waybill.gateway.senders;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every sender that is understood. */
public final class Senders {
  /** All of them, by their names. */
  public static final List<SenderType> ALL =
      List.of(
          DistributionParser.TYPE,
          HarborParser.TYPE,
          HarborParser.SWR,
          HarborParser.TCR,
          QuayParser.TYPE,
          DockerHubParser.TYPE,
          AlibabaParser.TYPE,
          GitLabParser.TYPE,
          GitHubParser.TYPE,
          GiteaParser.TYPE,
          AcrParser.TYPE,
          EcrParser.TYPE,
          GoogleParser.TYPE,
          ArtifactoryParser.TYPE,
          NexusParser.TYPE,
          ZotParser.TYPE,
          CloudEventParser.TYPE,
          MappedParser.TYPE);

  private Senders() {}

  /** The type with this name. */
  public static Optional<SenderType> find(String name) {
    return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
  }

  /** All names, for a message. */
  public static String known() {
    return ALL.stream().map(SenderType::name).collect(Collectors.joining(", "));
  }
}
