package dev.backstop.condition;

import dev.backstop.domain.Features;
import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Truth;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelSelect;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which nearly all conditions are written, evaluated without the interpreter: a
 * feature compared with a constant, looked for in a list of words, or there at all, numbers
 * computed from features and compared, and what {@code &&}, {@code ||} and {@code !} make of those.
 * Same results; a test compares them.
 *
 * <p>A request meets every condition of its policy until one holds, and each would take the
 * interpreter about half a microsecond.
 */
@FunctionalInterface
interface Direct {

  Truth test(Features features);

  /** The expression in this form, or empty if it needs the interpreter. */
  static Optional<Direct> of(CelExpr expression, Map<String, FeatureType> declared) {
    return Optional.ofNullable(new Translation(declared).translated(expression));
  }

  /** From a checked expression; null stands for what has no such form. */
  final class Translation {

    private final Map<String, FeatureType> declared;

    private Translation(Map<String, FeatureType> declared) {
      this.declared = declared;
    }

    private @Nullable Direct translated(CelExpr expression) {
      return switch (expression.getKind()) {
        case CONSTANT -> constant(expression.constant());
        case SELECT -> select(expression.select());
        case CALL -> call(expression.call());
        default -> null;
      };
    }

    private static @Nullable Direct constant(CelConstant constant) {
      if (constant.getKind() != CelConstant.Kind.BOOLEAN_VALUE) {
        return null;
      }
      Truth truth = Truth.of(constant.booleanValue());
      return features -> truth;
    }

    private @Nullable Direct select(CelSelect select) {
      String feature = select.field();
      if (select.testOnly()) {
        return features -> Truth.of(features.get(feature) != null);
      }
      return type(select) == FeatureType.FLAG
          ? features ->
              features.get(feature) instanceof Boolean flag ? Truth.of(flag) : Truth.UNKNOWN
          : null;
    }

    private @Nullable Direct call(CelCall call) {
      List<CelExpr> arguments = call.args();
      return switch (call.function()) {
        case "_&&_" -> {
          Direct left = translated(arguments.get(0));
          Direct right = translated(arguments.get(1));
          yield left == null || right == null ? null : and(left, right);
        }
        case "_||_" -> {
          Direct left = translated(arguments.get(0));
          Direct right = translated(arguments.get(1));
          yield left == null || right == null ? null : or(left, right);
        }
        case "!_" -> {
          Direct negated = translated(arguments.get(0));
          yield negated == null ? null : features -> negated.test(features).not();
        }
        case "@in" -> in(arguments.get(0), arguments.get(1));
        case "_>_", "_>=_", "_<_", "_<=_", "_==_", "_!=_" ->
            compared(call.function(), arguments.get(0), arguments.get(1));
        default -> null;
      };
    }

    private static Direct and(Direct left, Direct right) {
      return features -> {
        Truth first = left.test(features);
        return first == Truth.NO ? Truth.NO : first.and(right.test(features));
      };
    }

    private static Direct or(Direct left, Direct right) {
      return features -> {
        Truth first = left.test(features);
        return first == Truth.YES ? Truth.YES : first.or(right.test(features));
      };
    }

    private @Nullable Direct in(CelExpr element, CelExpr list) {
      if (list.getKind() != CelExpr.ExprKind.Kind.LIST || feature(element) == null) {
        return null;
      }
      Set<String> words = new HashSet<>();
      for (CelExpr word : list.list().elements()) {
        if (word.getKind() != CelExpr.ExprKind.Kind.CONSTANT
            || word.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
          return null;
        }
        words.add(word.constant().stringValue());
      }
      return text(element, words::contains);
    }

    private @Nullable Direct compared(String operator, CelExpr left, CelExpr right) {
      if (feature(left) == null || right.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
        return Arithmetic.compared(operator, left, right, declared);
      }
      CelConstant constant = right.constant();
      return switch (constant.getKind()) {
        case DOUBLE_VALUE -> number(left, comparison(operator, constant.doubleValue()));
        case INT64_VALUE ->
            // Beyond that a double does not hold every whole number.
            Math.abs(constant.int64Value()) <= 1L << 53
                ? number(left, comparison(operator, (double) constant.int64Value()))
                : null;
        case STRING_VALUE -> {
          String word = constant.stringValue();
          yield switch (operator) {
            case "_==_" -> text(left, word::equals);
            case "_!=_" -> text(left, value -> !word.equals(value));
            default -> null;
          };
        }
        default -> null;
      };
    }

    private static @Nullable DoublePredicate comparison(String operator, double with) {
      return switch (operator) {
        case "_>_" -> value -> value > with;
        case "_>=_" -> value -> value >= with;
        case "_<_" -> value -> value < with;
        case "_<=_" -> value -> value <= with;
        case "_==_" -> value -> value == with;
        case "_!=_" -> value -> value != with;
        default -> null;
      };
    }

    private @Nullable Direct number(CelExpr selected, @Nullable DoublePredicate holds) {
      String feature = selected.select().field();
      if (holds == null || type(selected.select()) != FeatureType.NUMBER) {
        return null;
      }
      return features ->
          FeatureView.typed(FeatureType.NUMBER, features.get(feature)) instanceof Double number
              ? Truth.of(holds.test(number))
              : Truth.UNKNOWN;
    }

    private @Nullable Direct text(CelExpr selected, Predicate<String> holds) {
      String feature = selected.select().field();
      if (type(selected.select()) != FeatureType.TEXT) {
        return null;
      }
      return features ->
          FeatureView.typed(FeatureType.TEXT, features.get(feature)) instanceof String text
              ? Truth.of(holds.test(text))
              : Truth.UNKNOWN;
    }

    /** The declared feature that the expression reads, or null if it is anything else. */
    static @Nullable String feature(CelExpr expression) {
      return expression.getKind() == CelExpr.ExprKind.Kind.SELECT
              && !expression.select().testOnly()
              && expression.select().operand().getKind() == CelExpr.ExprKind.Kind.IDENT
          ? expression.select().field()
          : null;
    }

    private @Nullable FeatureType type(CelSelect select) {
      return declared.get(select.field());
    }
  }
}
