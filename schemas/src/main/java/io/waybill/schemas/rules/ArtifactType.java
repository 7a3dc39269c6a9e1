package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A kind of content that a rule takes: {@code image}, {@code chart}, {@code any}, or a media type
 * (of the config, or the manifest's {@code artifactType}; OCI image spec 1.1), which may end with
 * {@code *}.
 *
 * @param text as a person wrote it
 */
public record ArtifactType(@JsonValue String text) {
  /** Container images, of one platform or of several. */
  public static final ArtifactType IMAGE = new ArtifactType("image");

  /** Helm charts. */
  public static final ArtifactType CHART = new ArtifactType("chart");

  /** Whatever there is. */
  public static final ArtifactType ANY = new ArtifactType("any");

  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9!#$&^_.+-]{0,127}\\*?");

  /** Refuses what is neither a kind nor a media type. */
  @JsonCreator
  public ArtifactType {
    boolean isKind = text.equals("image") || text.equals("chart") || text.equals("any");
    if (!isKind && !MEDIA_TYPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an artifact type must be image, chart, any or a media type such as"
              + " application/vnd.wasm.config.v0+json, not \""
              + text
              + "\"");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
