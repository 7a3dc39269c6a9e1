package io.waybill.registry.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads one page of a list of names, and says where the next one is. What is kept of a page is what
 * was asked for: a registry that gives a hundred thousand tags at once is read as a stream.
 *
 * <p>As tolerant as {@link NamePages} of what registries return; who reads page after page has to
 * end where pages run in a circle.
 */
final class PageReader<T> {
  private static final JsonFactory JSON = new JsonFactory();

  /** More than a million names; who sends more is not listing. */
  private static final long LARGEST = 128L << 20;

  private final RegistryCaller caller;
  private final String field;
  private final Function<String, Optional<T>> wanted;
  private final List<T> entries = new ArrayList<>();
  private int listed;
  private String first = "";
  private String last = "";
  private boolean sorted = true;

  /** Reads a page whose names are under this field, and keeps of them what is wanted. */
  PageReader(RegistryCaller caller, String field, Function<String, Optional<T>> wanted) {
    this.caller = caller;
    this.field = field;
    this.wanted = wanted;
  }

  /**
   * Reads the page.
   *
   * @param list asks for the beginning of the list
   * @param cursor the {@link ListPage#next} of the page before; empty = the beginning
   */
  ListPage<T> pull(RegistryRequest list, Optional<String> cursor) throws RegistryException {
    RegistryRequest request = cursor.map(at -> list.at(resolve(list.uri(), at))).orElse(list);
    Optional<URI> linked;
    try (RegistryResponse response = caller.call(request)) {
      read(response, request);
      linked = PageLink.findNext(response, request);
    }
    Optional<URI> next =
        linked.or(
            () ->
                listed == NamePages.PAGE
                    ? Optional.of(NamePages.after(list, last))
                    : Optional.empty());
    return new ListPage<>(
        entries,
        listed,
        Optional.of(first).filter(name -> !name.isEmpty()),
        Optional.of(last).filter(name -> !name.isEmpty()),
        sorted,
        next.map(PageReader::cursor).filter(at -> !Optional.of(at).equals(cursor)));
  }

  /** Without the host: the list goes on at the registry that it began at. */
  private static String cursor(URI page) {
    return page.getRawPath() + (page.getRawQuery() == null ? "" : "?" + page.getRawQuery());
  }

  private static URI resolve(URI list, String cursor) {
    if (!cursor.startsWith("/")) {
      throw new IllegalArgumentException("No place in a list: " + cursor);
    }
    return URI.create(list.getScheme() + "://" + list.getRawAuthority() + cursor);
  }

  private void read(RegistryResponse response, RegistryRequest request) throws RegistryException {
    try (JsonParser json = JSON.createParser(new Limited(response.body()))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed(request, "the answer is not a JSON object", null);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean names = json.currentName().equals(field);
        if (json.nextToken() == JsonToken.START_ARRAY && names) {
          readNames(json);
        } else {
          json.skipChildren();
        }
      }
    } catch (JsonProcessingException notJson) {
      throw malformed(request, "the answer is not JSON", notJson);
    } catch (LargeListException large) {
      throw malformed(request, "the list has more than " + LARGEST + " bytes", large);
    } catch (IOException fault) {
      throw ConnectionFaults.explain(request.attempted(), fault);
    }
  }

  private void readNames(JsonParser json) throws IOException {
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY && token != null;
        token = json.nextToken()) {
      if (token == JsonToken.VALUE_STRING) {
        accept(json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  private void accept(String name) {
    listed++;
    if (first.isEmpty()) {
      first = name;
    }
    sorted &= last.compareTo(name) <= 0;
    last = name;
    wanted.apply(name).ifPresent(entries::add);
  }

  private static RegistryException malformed(
      RegistryRequest request, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return RegistryException.because(FailureCode.REGISTRY_ERROR, request.attempted(), why, cause)
        .asSpent();
  }

  /** The list is larger than any list. */
  private static final class LargeListException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Ends a list that does not end. */
  private static final class Limited extends FilterInputStream {
    private long left = LARGEST;

    Limited(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return count(super.read(), 1);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      return count(read, read);
    }

    private int count(int result, int read) throws IOException {
      left -= Math.max(0, read);
      if (left < 0) {
        throw new LargeListException();
      }
      return result;
    }
  }
}
