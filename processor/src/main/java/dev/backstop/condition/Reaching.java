package dev.backstop.condition;

import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Reach;
import dev.backstop.policy.Reach.Span;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelSelect;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For which requests a checked expression can hold, where it is a conjunction of comparisons of
 * features with constants. Of anything else in it nothing is known.
 */
final class Reaching {

  /** Beyond that a double does not hold every whole number. */
  private static final long WHOLE = 1L << 53;

  private final Map<String, FeatureType> declared;

  Reaching(Map<String, FeatureType> declared) {
    this.declared = declared;
  }

  Reach of(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT -> Boolean.TRUE.equals(flag(expression)) ? Reach.ALL : Reach.UNKNOWN;
      case SELECT -> select(expression.select());
      case CALL -> call(expression.call());
      default -> Reach.UNKNOWN;
    };
  }

  private Reach select(CelSelect select) {
    if (select.testOnly()) {
      return Reach.of(select.field());
    }
    return is(select.field(), FeatureType.FLAG)
        ? Reach.of(select.field(), Set.of(String.valueOf(true)))
        : Reach.UNKNOWN;
  }

  private Reach call(CelCall call) {
    List<CelExpr> arguments = call.args();
    return switch (call.function()) {
      case "_&&_" -> of(arguments.get(0)).and(of(arguments.get(1)));
      case "!_" -> not(arguments.get(0));
      case "@in" -> in(arguments.get(0), arguments.get(1));
      case "_>_", "_>=_", "_<_", "_<=_", "_==_" ->
          compared(call.function(), arguments.get(0), arguments.get(1));
      default -> Reach.UNKNOWN;
    };
  }

  private Reach not(CelExpr expression) {
    String feature = Direct.Translation.feature(expression);
    return feature != null && is(feature, FeatureType.FLAG)
        ? Reach.of(feature, Set.of(String.valueOf(false)))
        : Reach.UNKNOWN;
  }

  private Reach in(CelExpr element, CelExpr list) {
    String feature = Direct.Translation.feature(element);
    if (feature == null
        || !is(feature, FeatureType.TEXT)
        || list.getKind() != CelExpr.ExprKind.Kind.LIST) {
      return Reach.UNKNOWN;
    }
    Set<String> words = new HashSet<>();
    for (CelExpr word : list.list().elements()) {
      String text = text(word);
      if (text == null) {
        return Reach.UNKNOWN;
      }
      words.add(text);
    }
    return Reach.of(feature, words);
  }

  private Reach compared(String operator, CelExpr left, CelExpr right) {
    String feature = Direct.Translation.feature(left);
    if (feature == null) {
      String other = Direct.Translation.feature(right);
      return other == null ? Reach.UNKNOWN : compared(turned(operator), other, left);
    }
    return compared(operator, feature, right);
  }

  private Reach compared(String operator, String feature, CelExpr with) {
    Double number = number(with);
    if (number != null && is(feature, FeatureType.NUMBER)) {
      return switch (operator) {
        case "_>_" -> Reach.of(feature, Span.above(number, false));
        case "_>=_" -> Reach.of(feature, Span.above(number, true));
        case "_<_" -> Reach.of(feature, Span.below(number, false));
        case "_<=_" -> Reach.of(feature, Span.below(number, true));
        case "_==_" -> Reach.of(feature, new Span(number, true, number, true));
        default -> Reach.UNKNOWN;
      };
    }
    String text = text(with);
    return text != null && operator.equals("_==_") && is(feature, FeatureType.TEXT)
        ? Reach.of(feature, Set.of(text))
        : Reach.UNKNOWN;
  }

  /** The operator when its sides change places. */
  private static String turned(String operator) {
    return switch (operator) {
      case "_>_" -> "_<_";
      case "_>=_" -> "_<=_";
      case "_<_" -> "_>_";
      case "_<=_" -> "_>=_";
      default -> operator;
    };
  }

  private boolean is(String feature, FeatureType type) {
    return declared.get(feature) == type;
  }

  private static @Nullable Double number(CelExpr expression) {
    if (expression.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
      return null;
    }
    CelConstant constant = expression.constant();
    return switch (constant.getKind()) {
      case DOUBLE_VALUE -> Double.isNaN(constant.doubleValue()) ? null : constant.doubleValue();
      case INT64_VALUE ->
          Math.abs(constant.int64Value()) <= WHOLE ? (double) constant.int64Value() : null;
      default -> null;
    };
  }

  private static @Nullable String text(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? expression.constant().stringValue()
        : null;
  }

  private static @Nullable Boolean flag(CelExpr expression) {
    return expression.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
        ? (Boolean) expression.constant().booleanValue()
        : null;
  }
}
