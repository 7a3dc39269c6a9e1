package io.waybill.bench.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The programs that users could pick instead, each with the best settings that its documentation
 * offers for the case.
 */
final class Peers {
  private static final Set<CopyCase> ALL = EnumSet.allOf(CopyCase.class);

  /** Images at once where a program lets its user choose: as many as Waybill has. */
  private static final int AT_ONCE = 32;

  private Peers() {}

  static List<Contender> all() {
    return List.of(
        new CommandContender("skopeo", List.of("skopeo", "--version"), ALL, Peers::skopeo),
        new CommandContender(
            "image-syncer", List.of("image-syncer", "--help"), ALL, Peers::imageSyncer),
        new CommandContender("regsync", List.of("regsync", "version"), ALL, Peers::regsync),
        new CommandContender("crane", List.of("crane", "version"), ALL, Peers::crane),
        new CommandContender(
            "plain pipe (curl)",
            List.of("curl", "--version"),
            EnumSet.of(CopyCase.LARGE),
            Peers::pipe));
  }

  /** One by one; {@code skopeo sync} has no switch for more. */
  private static String skopeo(CopyCase copyCase, Heat heat) throws IOException {
    StringBuilder script = new StringBuilder("set -e\n");
    if (copyCase.isSingle()) {
      String image = heat.corpus().repositories().getFirst() + ":v1";
      return script
          .append("skopeo copy --insecure-policy --src-tls-verify=false --dest-tls-verify=false")
          .append(" docker://" + heat.source() + "/" + image)
          .append(" docker://" + heat.targets().getFirst() + "/" + image)
          .toString();
    }
    StringBuilder yaml = new StringBuilder(heat.source() + ":\n  tls-verify: false\n  images:\n");
    heat.corpus().repositories().forEach(name -> yaml.append("    " + name + ": []\n"));
    Files.writeString(heat.directory().resolve("skopeo.yaml"), yaml);
    for (String target : heat.targets()) {
      script
          .append("skopeo sync --insecure-policy --src yaml --dest docker --dest-tls-verify=false")
          .append(" skopeo.yaml " + target + "/bench\n");
    }
    return script.toString();
  }

  private static String imageSyncer(CopyCase copyCase, Heat heat) throws IOException {
    StringBuilder auth = new StringBuilder(heat.source() + ": { insecure: true }\n");
    heat.targets().forEach(target -> auth.append(target + ": { insecure: true }\n"));
    StringBuilder images = new StringBuilder();
    for (String name : heat.corpus().repositories()) {
      images.append(heat.source() + "/" + name + (copyCase.isSingle() ? ":v1" : "") + ":\n");
      heat.targets().forEach(target -> images.append("- " + target + "/" + name + "\n"));
    }
    Files.writeString(heat.directory().resolve("auth.yaml"), auth);
    Files.writeString(heat.directory().resolve("images.yaml"), images);
    return "image-syncer --proc " + AT_ONCE + " --auth auth.yaml --images images.yaml";
  }

  private static String regsync(CopyCase copyCase, Heat heat) throws IOException {
    StringBuilder yaml = new StringBuilder("version: 1\ncreds:\n");
    yaml.append(regsyncAccount(heat.source()));
    heat.targets().forEach(target -> yaml.append(regsyncAccount(target)));
    yaml.append("defaults:\n  parallel: " + AT_ONCE + "\nsync:\n");
    String type = copyCase.isSingle() ? "image" : "repository";
    String tag = copyCase.isSingle() ? ":v1" : "";
    for (String name : heat.corpus().repositories()) {
      for (String target : heat.targets()) {
        yaml.append("- source: " + heat.source() + "/" + name + tag + "\n")
            .append("  target: " + target + "/" + name + tag + "\n")
            .append("  type: " + type + "\n");
      }
    }
    Files.writeString(heat.directory().resolve("regsync.yml"), yaml);
    return "regsync -c regsync.yml once";
  }

  private static String regsyncAccount(String registry) {
    return "- registry: %s\n  tls: disabled\n  reqConcurrent: %d\n".formatted(registry, AT_ONCE);
  }

  private static String crane(CopyCase copyCase, Heat heat) {
    StringBuilder script = new StringBuilder("set -e\n");
    String how = copyCase.isSingle() ? "" : "--all-tags --jobs " + AT_ONCE + " ";
    String tag = copyCase.isSingle() ? ":v1" : "";
    for (String target : heat.targets()) {
      for (String name : heat.corpus().repositories()) {
        script.append(
            "crane copy --insecure %s%s/%s%s %s/%s%s\n"
                .formatted(how, heat.source(), name, tag, target, name, tag));
      }
    }
    return script.toString();
  }

  /** What no copy can be much faster than: blobs are piped through, two at a time, unverified. */
  private static String pipe(CopyCase copyCase, Heat heat) {
    return """
    set -e
    blobs=http://%1$s/v2/%3$s/blobs uploads=http://%2$s/v2/%3$s/blobs/uploads/
    export blobs uploads
    %5$s
    export -f pipe
    printf '%%s\\n' %4$s | xargs -P 2 -I '{}' bash -c 'pipe {}'
    type=application/vnd.oci.image.manifest.v1+json
    curl -sf -H "Accept: $type" http://%1$s/v2/%3$s/manifests/v1 |
      curl -sf -o /dev/null -X PUT -H "Content-Type: $type" --data-binary @- http://%2$s/v2/%3$s/manifests/v1
    """
        .formatted(
            heat.source(),
            heat.targets().getFirst(),
            heat.corpus().repositories().getFirst(),
            String.join(" ", heat.blobs()),
            CurlPipe.FUNCTION);
  }
}
