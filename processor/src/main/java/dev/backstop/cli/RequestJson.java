package dev.backstop.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backstop.domain.Request;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads requests from JSON: an object, an array of objects, or an object a line. All problems are
 * told at once, each with its line.
 */
final class RequestJson {

  private final String source;
  private final RequestFields.Defaults defaults;
  private final Problems problems = new Problems();
  private final List<Request> requests = new ArrayList<>();
  private final Map<String, Integer> lineById = new HashMap<>();

  private RequestJson(String source, RequestFields.Defaults defaults) {
    this.source = source;
    this.defaults = defaults;
  }

  /**
   * The requests in the text.
   *
   * @param source names the text in messages
   * @throws dev.backstop.yaml.InvalidDocumentException with every problem, if there is one
   */
  static List<Request> parse(String source, String text, RequestFields.Defaults defaults) {
    RequestJson reader = new RequestJson(source, defaults);
    if (isLines(text)) {
      // A broken line says nothing about the others.
      int number = 0;
      for (String line : text.lines().toList()) {
        reader.read(line, number++);
      }
    } else {
      reader.read(text, 0);
    }
    if (reader.requests.isEmpty() && reader.problems.isEmpty()) {
      reader.problems.add(source + " holds no request");
    }
    reader.problems.throwIfAny(source);
    return List.copyOf(reader.requests);
  }

  /** One object a line: every line that is not blank holds a whole one, as far as brackets say. */
  private static boolean isLines(String text) {
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return lines.size() > 1
        && lines.stream().allMatch(line -> line.startsWith("{") && line.endsWith("}"));
  }

  private void read(String text, int linesBefore) {
    try (JsonParser parser = Json.MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        JsonLocation at = parser.currentTokenLocation();
        int line = linesBefore + at.getLineNr();
        if (parser.currentToken() == JsonToken.START_ARRAY
            || parser.currentToken() == JsonToken.END_ARRAY) {
          continue;
        }
        JsonNode node = parser.readValueAsTree();
        if (node instanceof ObjectNode object) {
          add(object, line);
        } else {
          problems.add(source + ':' + line + ": a request is a JSON object");
        }
      }
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place =
          at == null ? "" : ":" + (linesBefore + at.getLineNr()) + ':' + at.getColumnNr();
      problems.add(source + place + ": not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(ObjectNode object, int line) {
    String place = source + ':' + line;
    Optional<Request> request = RequestFields.read(place, object, defaults, problems);
    if (request.isPresent()) {
      Integer before = lineById.putIfAbsent(request.get().requestId(), line);
      if (before != null) {
        problems.add(place + ": requestId is that of line " + before + " already");
      }
      requests.add(request.get());
    }
  }
}
