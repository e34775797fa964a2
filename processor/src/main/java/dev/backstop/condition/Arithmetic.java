package dev.backstop.condition;

import dev.backstop.domain.Features;
import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Truth;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons of numbers that are computed from several features, evaluated without the
 * interpreter. All arithmetic is that of doubles: CEL mixes no types, and features are doubles.
 */
final class Arithmetic {

  /** A number computed from features that are all there. */
  @FunctionalInterface
  private interface Operand {
    double of(Features features);
  }

  @FunctionalInterface
  private interface Comparison {
    boolean holds(double left, double right);
  }

  private final Map<String, FeatureType> declared;
  private final Set<String> read = new HashSet<>();

  private Arithmetic(Map<String, FeatureType> declared) {
    this.declared = declared;
  }

  /** The comparison in this form, or null if it needs the interpreter. */
  static @Nullable Direct compared(
      String operator, CelExpr left, CelExpr right, Map<String, FeatureType> declared) {
    Arithmetic arithmetic = new Arithmetic(declared);
    boolean whole = isWhole(left) || isWhole(right);
    Operand first = isWhole(left) ? whole(left) : arithmetic.operand(left);
    Operand second = isWhole(right) ? whole(right) : arithmetic.operand(right);
    Comparison comparison = whole ? ordered(operator) : comparison(operator);
    if (first == null || second == null || comparison == null) {
      return null;
    }
    String[] needed = arithmetic.read.toArray(String[]::new);
    return features -> {
      for (String feature : needed) {
        if (FeatureView.typed(FeatureType.NUMBER, features.get(feature)) == null) {
          return Truth.UNKNOWN;
        }
      }
      return Truth.of(comparison.holds(first.of(features), second.of(features)));
    };
  }

  private @Nullable Operand operand(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT -> constant(expression.constant());
      case SELECT -> feature(expression);
      case CALL -> call(expression.call());
      default -> null;
    };
  }

  private static @Nullable Operand constant(CelConstant constant) {
    if (constant.getKind() != CelConstant.Kind.DOUBLE_VALUE) {
      return null;
    }
    double value = constant.doubleValue();
    return features -> value;
  }

  private @Nullable Operand feature(CelExpr expression) {
    String feature = Direct.Translation.feature(expression);
    if (feature == null || declared.get(feature) != FeatureType.NUMBER) {
      return null;
    }
    read.add(feature);
    return features ->
        features.get(feature) instanceof Number number
            ? FeatureView.unsigned(number.doubleValue())
            : Double.NaN;
  }

  private @Nullable Operand call(CelCall call) {
    List<CelExpr> arguments = call.args();
    // A function of something, such as size(), is no operator and may have no arguments.
    Operand first = arguments.isEmpty() ? null : operand(arguments.get(0));
    if (first == null || call.target().isPresent()) {
      return null;
    }
    if (call.function().equals("-_")) {
      return features -> -first.of(features);
    }
    Operand second = arguments.size() == 2 ? operand(arguments.get(1)) : null;
    if (second == null) {
      return null;
    }
    return switch (call.function()) {
      case "_+_" -> features -> first.of(features) + second.of(features);
      case "_-_" -> features -> first.of(features) - second.of(features);
      case "_*_" -> features -> first.of(features) * second.of(features);
      case "_/_" -> features -> first.of(features) / second.of(features);
      default -> null;
    };
  }

  /** A whole number that a double holds exactly. */
  private static boolean isWhole(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE
        && Math.abs(expression.constant().int64Value()) <= 1L << 53;
  }

  private static Operand whole(CelExpr expression) {
    double value = expression.constant().int64Value();
    return features -> value;
  }

  private static @Nullable Comparison comparison(String operator) {
    return switch (operator) {
      case "_>_" -> (left, right) -> left > right;
      case "_>=_" -> (left, right) -> left >= right;
      case "_<_" -> (left, right) -> left < right;
      case "_<=_" -> (left, right) -> left <= right;
      case "_==_" -> (left, right) -> left == right;
      case "_!=_" -> (left, right) -> left != right;
      default -> null;
    };
  }

  /**
   * As the interpreter compares a double with a whole number: by the total order of doubles, in
   * which what is not a number, such as 0.0 / 0.0, is above all others.
   */
  private static @Nullable Comparison ordered(String operator) {
    return switch (operator) {
      case "_>_" -> (left, right) -> Double.compare(left, right) > 0;
      case "_>=_" -> (left, right) -> Double.compare(left, right) >= 0;
      case "_<_" -> (left, right) -> Double.compare(left, right) < 0;
      case "_<=_" -> (left, right) -> Double.compare(left, right) <= 0;
      default -> null;
    };
  }
}
