package io.waybill.registry.stores;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.manifests.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The {@code index.json} of a layout, written anew: what others have put there and is not replaced
 * stays as it is, known to us or not.
 *
 * @param file the one of before, which may not be there
 * @param replaced whether an entry of before goes
 * @param added the entries that come, as JSON; asked for when those of before have been seen
 */
record LayoutIndex(Path file, Predicate<JsonNode> replaced, Supplier<Iterable<String>> added) {
  private static final String MANIFESTS = "manifests";
  private static final ObjectMapper JSON = new ObjectMapper();

  void writeTo(OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      Set<String> fields = new HashSet<>();
      if (Files.exists(file)) {
        try (InputStream in = Files.newInputStream(file);
            JsonParser old = JSON.createParser(in)) {
          copy(old, json, fields);
        }
      } else {
        json.writeNumberField("schemaVersion", 2);
        json.writeStringField("mediaType", MediaTypes.OCI_INDEX);
      }
      if (!fields.contains(MANIFESTS)) {
        json.writeArrayFieldStart(MANIFESTS);
        add(json);
      }
      json.writeEndObject();
    }
  }

  private void copy(JsonParser old, JsonGenerator json, Set<String> fields) throws IOException {
    old.nextToken();
    while (old.nextToken() == JsonToken.FIELD_NAME) {
      String field = old.currentName();
      boolean list = old.nextToken() == JsonToken.START_ARRAY && field.equals(MANIFESTS);
      // A list that is none ("manifests": null) makes room for ours.
      if ((!list && field.equals(MANIFESTS)) || !fields.add(field)) {
        old.skipChildren();
        continue;
      }
      json.writeFieldName(field);
      if (!list) {
        json.copyCurrentStructure(old);
        continue;
      }
      json.writeStartArray();
      while (old.nextToken() != JsonToken.END_ARRAY) {
        JsonNode entry = JSON.readTree(old);
        if (!replaced.test(entry)) {
          json.writeTree(entry);
        }
      }
      add(json);
    }
  }

  private void add(JsonGenerator json) throws IOException {
    for (String entry : added.get()) {
      json.writeRawValue(entry);
    }
    json.writeEndArray();
  }
}
