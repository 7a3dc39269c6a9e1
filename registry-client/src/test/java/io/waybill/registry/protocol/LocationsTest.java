package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.failures.Secrets;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** What of an address may be printed, and what of it is hidden where a storage says it again. */
final class LocationsTest {
  @Test
  void aSignatureIsHiddenAndHowItWasMadeIsNot() {
    Secrets secrets =
        secrets(
            "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261122T120000Z&X-Amz-Expires=1200"
                + "&X-Amz-SignedHeaders=host&X-Amz-Credential=AKIDEXAMPLE%2F20261122"
                + "&X-Amz-Signature=0123456789abcdef");

    assertThat(secrets.hide("localhost: 20261122T120000Z, 1200 s, AWS4-HMAC-SHA256"))
        .isEqualTo("localhost: 20261122T120000Z, 1200 s, AWS4-HMAC-SHA256");
    assertThat(secrets.hide("AKIDEXAMPLE/20261122 signed 0123456789abcdef"))
        .isEqualTo("*** signed ***");
  }

  @Test
  void aFlagIsAPartOfTooManyWordsToBeHidden() {
    Secrets secrets = secrets("?spr=https&sr=b&sv=2026-02-06&sig=c2lnbmF0dXJl%3D");

    assertThat(secrets.hide("https://storage: no version 2026-02-06, c2lnbmF0dXJl="))
        .isEqualTo("https://storage: no version 2026-02-06, ***");
  }

  @Test
  void whatMayBePrintedIsNotHidden() {
    assertThat(secrets("?scope=repository:app:pull").hide("repository:app:pull"))
        .isEqualTo("repository:app:pull");
  }

  private static Secrets secrets(String query) {
    return Locations.secrets(URI.create("https://storage/blob" + query), Secrets.NONE);
  }
}
