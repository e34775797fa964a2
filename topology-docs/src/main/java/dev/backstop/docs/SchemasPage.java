package dev.backstop.docs;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.CandidateEvidence;
import dev.backstop.v1.Control;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.Decision;
import dev.backstop.v1.Escalation;
import dev.backstop.v1.Incident;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.ModelComparison;
import dev.backstop.v1.ModelHealth;
import dev.backstop.v1.PlaybookRun;
import dev.backstop.v1.PolicyDocument;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.ShadowRequest;
import dev.backstop.v1.TierStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The contracts: every record and enum, with what each field means. */
final class SchemasPage {

  /** The records that travel on topics. */
  static final List<Schema> ROOTS =
      List.of(
          PredictionRequest.getClassSchema(),
          Decision.getClassSchema(),
          ReviewTask.getClassSchema(),
          ReviewVerdict.getClassSchema(),
          Escalation.getClassSchema(),
          DeadLetter.getClassSchema(),
          AuditEvent.getClassSchema(),
          PolicyDocument.getClassSchema(),
          Control.getClassSchema(),
          TierStatus.getClassSchema(),
          LabelledExample.getClassSchema(),
          ShadowRequest.getClassSchema(),
          ModelComparison.getClassSchema(),
          CandidateEvidence.getClassSchema(),
          ModelHealth.getClassSchema(),
          Incident.getClassSchema(),
          PlaybookRun.getClassSchema());

  private SchemasPage() {}

  static Page page() {
    Markdown text =
        Markdown.titled("Schemas")
            .paragraph(
                "The Avro contracts of the namespace `dev.backstop.v1`. The files are in"
                    + " `schemas/src/main/avro`; what each release published is in"
                    + " `schemas/released`, each file whole in itself, for clients in other"
                    + " languages. A change must be able to read what every release wrote"
                    + " (BACKWARD_TRANSITIVE). A field without a default must be given.")
            .section("Records that travel on topics");
    Map<String, Schema> parts = new LinkedHashMap<>();
    for (Schema root : ROOTS) {
      collect(root, parts);
    }
    for (Schema root : ROOTS) {
      record(text, root);
      parts.remove(root.getFullName());
    }
    text.section("Parts of records");
    parts.values().stream()
        .filter(part -> part.getType() == Schema.Type.RECORD)
        .forEach(part -> record(text, part));
    text.section("Enums")
        .paragraph(
            "The symbol in bold is what a reader puts in the place of one that it does not know"
                + " yet.");
    parts.values().stream()
        .filter(part -> part.getType() == Schema.Type.ENUM)
        .forEach(part -> symbols(text, part));
    return new Page("schemas.md", "every record and field of the contracts", text.toString());
  }

  private static void record(Markdown text, Schema record) {
    List<List<String>> rows = new ArrayList<>();
    for (Schema.Field field : record.getFields()) {
      rows.add(
          Markdown.cells(
              Markdown.code(field.name()),
              type(field.schema()),
              field.hasDefaultValue() ? Markdown.code(absent(field.defaultVal())) : "",
              doc(field.doc())));
    }
    text.block("### " + record.getName())
        .paragraph(doc(record.getDoc()))
        .table(List.of("field", "type", "default", "meaning"), rows);
  }

  private static void symbols(Markdown text, Schema symbols) {
    String names =
        symbols.getEnumSymbols().stream()
            .map(
                symbol ->
                    symbol.equals(symbols.getEnumDefault())
                        ? "**" + Markdown.code(symbol) + "**"
                        : Markdown.code(symbol))
            .collect(Collectors.joining(", "));
    text.block("### " + symbols.getName()).paragraph(doc(symbols.getDoc())).paragraph(names);
  }

  /** Notes every named type that the schema leads to, in the order of its first use. */
  private static void collect(Schema schema, Map<String, Schema> found) {
    switch (schema.getType()) {
      case RECORD -> {
        if (found.putIfAbsent(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), found));
        }
      }
      case ENUM -> found.putIfAbsent(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType(), found);
      case MAP -> collect(schema.getValueType(), found);
      case UNION -> schema.getTypes().forEach(alternative -> collect(alternative, found));
      case FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
        // These have no name of their own, or lead nowhere.
      }
    }
  }

  private static String type(Schema schema) {
    String plain = schema.getType().getName();
    return switch (schema.getType()) {
      case RECORD, ENUM ->
          Markdown.link(schema.getName(), "#" + schema.getName().toLowerCase(Locale.ROOT));
      case ARRAY -> "list of " + type(schema.getElementType());
      case MAP -> "map of " + type(schema.getValueType());
      case UNION ->
          schema.getTypes().stream()
              .map(SchemasPage::type)
              .collect(Collectors.joining(schema.getTypes().size() > 2 ? " / " : " or "));
      case LONG -> schema.getLogicalType() == null ? plain : schema.getLogicalType().getName();
      case FIXED, STRING, BYTES, INT, FLOAT, DOUBLE, BOOLEAN, NULL -> plain;
    };
  }

  private static String absent(Object value) {
    if (value == JsonProperties.NULL_VALUE) {
      return "null";
    }
    return value instanceof String text && text.isEmpty() ? "\"\"" : String.valueOf(value);
  }

  private static String doc(@Nullable String doc) {
    return doc == null ? "" : doc;
  }
}
