package dev.backstop.condition;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.backstop.domain.Features;
import dev.backstop.policy.Condition;
import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Reach;
import dev.backstop.policy.Truth;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compiles conditions over {@code features}, a structure with the declared features as fields. A
 * feature that is not declared, or a comparison that its type does not have, is an error when a
 * condition is compiled, not when it is asked.
 */
public final class Conditions {

  private static final String FEATURES = "features";

  private static final CelOptions OPTIONS =
      CelOptions.current().enableHeterogeneousNumericComparisons(true).build();

  private final ImmutableSortedMap<String, FeatureType> declared;

  /** Made for the first condition: a policy without any does not wait for it. */
  private @Nullable CelCompiler compiler;

  /** For conditions over these features. */
  public Conditions(Map<String, FeatureType> declared) {
    this.declared = ImmutableSortedMap.copyOf(declared);
  }

  private CelCompiler compiler() {
    CelCompiler known = compiler;
    if (known == null) {
      known = compiler(declared);
      compiler = known;
    }
    return known;
  }

  private static CelCompiler compiler(ImmutableSortedMap<String, FeatureType> types) {
    StructType features =
        StructType.create(
            "backstop.Features",
            types.keySet(),
            name -> Optional.ofNullable(types.get(name)).map(Conditions::celType));
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setTypeProvider(new OneType(features))
        .addVar(FEATURES, features)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .setOptions(OPTIONS)
        .setResultType(SimpleType.BOOL)
        .build();
  }

  /**
   * The condition, or empty if there are problems.
   *
   * @param problems gets each problem, with its line and column within the text
   */
  public Optional<Condition> compile(String text, Consumer<String> problems) {
    CelValidationResult result = compiler().compile(text);
    if (result.hasError()) {
      result.getErrors().stream()
          .sorted(
              Comparator.comparingInt((CelIssue issue) -> issue.getSourceLocation().getLine())
                  .thenComparingInt(issue -> issue.getSourceLocation().getColumn()))
          .forEach(issue -> problems.accept(inWords(issue)));
      return Optional.empty();
    }
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      Optional<Direct> direct = Direct.of(tree.getExpr(), declared);
      Reach reach = new Reaching(declared).of(tree.getExpr());
      return Optional.of(
          direct.isPresent()
              ? new Compiled(text, reach, direct.get())
              : new Interpreted(text, reach, declared, Interpreter.CEL.createProgram(tree)));
    } catch (dev.cel.common.CelValidationException | CelEvaluationException e) {
      problems.accept("cannot be compiled: " + e.getMessage());
      return Optional.empty();
    }
  }

  private String inWords(CelIssue issue) {
    String message = issue.getMessage().lines().findFirst().orElse("");
    // All overloads of an operator are of no help.
    int candidates = message.indexOf(" (candidates:");
    String brief = candidates < 0 ? message : message.substring(0, candidates);
    String known =
        brief.startsWith("undefined field")
            ? "; the policy declares "
                + (declared.isEmpty() ? "no features" : String.join(", ", declared.keySet()))
            : "";
    return "is no condition (line "
        + issue.getSourceLocation().getLine()
        + ", column "
        + (issue.getSourceLocation().getColumn() + 1)
        + " of it): "
        + brief
        + known;
  }

  private static CelType celType(FeatureType type) {
    return switch (type) {
      case NUMBER -> SimpleType.DOUBLE;
      case TEXT -> SimpleType.STRING;
      case FLAG -> SimpleType.BOOL;
      case VECTOR -> ListType.create(SimpleType.DOUBLE);
    };
  }

  /** Loaded for the first condition that needs it. */
  private static final class Interpreter {
    static final CelRuntime CEL =
        CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();
  }

  /** A condition of a common form. */
  private record Compiled(String text, Reach reach, Direct direct) implements Condition {
    @Override
    public Truth test(Features features) {
      return direct.test(features);
    }
  }

  /** Any other. */
  private record Interpreted(
      String text, Reach reach, Map<String, FeatureType> declared, CelRuntime.Program program)
      implements Condition {
    @Override
    public Truth test(Features features) {
      FeatureView view = new FeatureView(declared, features);
      try {
        Object result =
            program.eval(name -> name.equals(FEATURES) ? Optional.of(view) : Optional.empty());
        return result instanceof Boolean holds ? Truth.of(holds) : Truth.UNKNOWN;
      } catch (CelEvaluationException | RuntimeException missingOrWrongType) {
        return Truth.UNKNOWN;
      }
    }
  }

  private record OneType(StructType type) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return ImmutableList.of(type);
    }

    @Override
    public Optional<CelType> findType(String name) {
      return name.equals(type.name()) ? Optional.of(type) : Optional.empty();
    }
  }
}
