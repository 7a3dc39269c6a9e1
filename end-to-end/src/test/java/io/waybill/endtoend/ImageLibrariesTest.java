package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Digest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The production images leave libraries out; what archives need is not among them. */
final class ImageLibrariesTest {
  private static final Pattern REMOVED = Pattern.compile("rm -f ([^&]+)");
  private static final Pattern JAR = Pattern.compile("(?:.*/)?([^/]+\\.jar)");

  @TempDir private Path directory;

  @Test
  void archivesAreWrittenAndReadByWhatTheImagesHave() throws Exception {
    writeLayout();

    copy("oci:layout", "oci-archive:images.tar");
    copy("oci-archive:images.tar", "oci:again");

    assertThat(directory.resolve("again/index.json")).content().contains("team/app");
  }

  private void writeLayout() throws IOException {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    byte[] manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{\
        "mediaType":"application/vnd.oci.image.config.v1+json","size":%d,"digest":"%s"},"layers":[]}\
        """
            .formatted(config.length, Digest.sha256(config))
            .getBytes(StandardCharsets.UTF_8);
    Path blobs = Files.createDirectories(directory.resolve("layout/blobs/sha256"));
    for (byte[] blob : List.of(config, manifest)) {
      Files.write(blobs.resolve(Digest.sha256(blob).hex()), blob);
    }
    Files.writeString(
        directory.resolve("layout/index.json"),
        """
        {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "size":%d,"digest":"%s","annotations":{"org.opencontainers.image.ref.name":"team/app:1"}}]}
        """
            .formatted(manifest.length, Digest.sha256(manifest)));
  }

  private void copy(String from, String to) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                "io.waybill.cli.Main",
                "copy",
                from,
                to)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }

  /** That of this test without what the Dockerfile removes. */
  private static String classPath() throws IOException {
    String dockerfile = Files.readString(Path.of("..", "deploy", "Dockerfile"));
    List<PathMatcher> removed =
        REMOVED
            .matcher(dockerfile)
            .results()
            .flatMap(result -> Stream.of(result.group(1).split("\\s+", -1)))
            .map(JAR::matcher)
            .filter(jar -> jar.matches())
            .map(jar -> FileSystems.getDefault().getPathMatcher("glob:" + jar.group(1)))
            .toList();
    assertThat(removed).hasSizeGreaterThan(10);
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(
            entry -> {
              Path name = Path.of(entry).getFileName();
              return name != null && removed.stream().noneMatch(glob -> glob.matches(name));
            })
        .collect(Collectors.joining(File.pathSeparator));
  }
}
