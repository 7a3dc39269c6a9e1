package io.waybill.bench.copy;

/** A blob that goes from one registry to another through two curls, which verify nothing. */
public final class CurlPipe {
  /**
   * The function {@code pipe} of bash, which takes a digest and what the reading curl is to be told
   * beside it. It wants {@code $blobs} and {@code $uploads}, the addresses of both sides.
   */
  public static final String FUNCTION =
      """
      pipe() {
        local digest=$1 place and='&'
        shift
        place=$(curl -sf -o /dev/null -D - -X POST "$uploads" | sed -n 's/^[Ll]ocation: //p' | tr -d '\\r')
        case $place in *'?'*) ;; *) and='?' ;; esac
        curl -sf "$@" "$blobs/$digest" |
          curl -sf -o /dev/null -X PUT -H 'Content-Type: application/octet-stream' -T - "$place${and}digest=$digest"
      }
      """;

  private CurlPipe() {}
}
