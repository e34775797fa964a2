package dev.backstop.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** What every contract keeps to. */
class ConventionsTest {

  @Test
  void shouldDocumentEveryTypeAndEveryField() {
    List<String> undocumented = new ArrayList<>();
    for (Schema type : allTypes()) {
      if (blank(type.getDoc())) {
        undocumented.add(type.getFullName());
      }
      if (type.getType() == Schema.Type.RECORD) {
        type.getFields().stream()
            .filter(field -> blank(field.doc()))
            .forEach(field -> undocumented.add(type.getName() + '.' + field.name()));
      }
    }
    assertThat(undocumented).isEmpty();
  }

  @Test
  void shouldGiveEveryNullableFieldNullAsItsDefault() {
    for (Schema type : allTypes()) {
      if (type.getType() == Schema.Type.RECORD) {
        for (Schema.Field field : type.getFields()) {
          if (field.schema().isUnion() && field.schema().isNullable()) {
            assertThat(field.schema().getTypes().get(0).getType())
                .as(type.getName() + '.' + field.name())
                .isEqualTo(Schema.Type.NULL);
            assertThat(field.hasDefaultValue()).as(type.getName() + '.' + field.name()).isTrue();
          }
        }
      }
    }
  }

  @Test
  void shouldLetReadersOfAnOlderReleaseReadNewerSymbols() {
    // Enums that producers or reviewers write are closed: an unknown wish must not be guessed at.
    Set<String> written = Set.of("OnReview", "VerdictKind");
    for (Schema type : allTypes()) {
      if (type.getType() == Schema.Type.ENUM && !written.contains(type.getName())) {
        assertThat(type.getEnumDefault()).as(type.getName()).isEqualTo("UNKNOWN");
      }
    }
  }

  @Test
  void shouldKeepEveryTimeAsMillisecondsOfTheEpoch() {
    for (Schema type : allTypes()) {
      if (type.getType() == Schema.Type.RECORD) {
        for (Schema.Field field : type.getFields()) {
          boolean isTime =
              field.name().equals("at")
                  || field.name().endsWith("At")
                  || field.name().endsWith("By")
                  || field.name().equals("deadline");
          if (isTime) {
            Schema plain =
                field.schema().isUnion() ? field.schema().getTypes().get(1) : field.schema();
            assertThat(plain.getLogicalType().getName())
                .as(type.getName() + '.' + field.name())
                .isEqualTo("timestamp-millis");
          }
        }
      }
    }
  }

  private static Set<Schema> allTypes() {
    Set<Schema> types = new HashSet<>();
    Contracts.ALL.forEach(schema -> collect(schema, types));
    return types;
  }

  private static void collect(Schema schema, Set<Schema> types) {
    switch (schema.getType()) {
      case RECORD -> {
        assertThat(schema.getNamespace()).isEqualTo("dev.backstop.v1");
        if (types.add(schema)) {
          schema.getFields().forEach(field -> collect(field.schema(), types));
        }
      }
      case ENUM -> types.add(schema);
      case UNION -> schema.getTypes().forEach(part -> collect(part, types));
      case ARRAY -> collect(schema.getElementType(), types);
      case MAP -> collect(schema.getValueType(), types);
      default -> {
        // Primitive types have nothing to check.
      }
    }
  }

  private static boolean blank(String text) {
    return text == null || text.isBlank();
  }
}
