package dev.backstop.model.pack;

import dev.backstop.model.pack.CodeToken.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads all the TorchScript source of one archive and refuses whatever is not on a list.
 *
 * <p>The rule is about names, not calls, so that nothing is gained by giving an operator another
 * name first: {@code torch} and {@code ops} may stand only at the head of an allowed operator, a
 * {@code __torch__} path must lead to a class or function of this very archive, an attribute must
 * be declared in it, and a plain name may be called only if it is a variable (so it holds something
 * that was looked at where it came from), or if TorchScript itself writes it so.
 */
final class CodeScan {

  private static final Set<String> BEFORE_A_BRACKET =
      Set.of("return", "if", "elif", "else", "for", "while", "in", "not", "and", "or", "is");

  private final Map<String, List<CodeToken>> files = new LinkedHashMap<>();
  private final Set<String> classes = new HashSet<>();
  private final Set<String> functions = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> variables = new HashSet<>();
  private final List<String> problems;

  CodeScan(List<String> problems) {
    this.problems = problems;
  }

  /**
   * Adds a source file, and notes what it declares.
   *
   * @param module dotted: {@code __torch__.credit.networks}
   */
  void add(String where, String module, String source) {
    List<CodeToken> tokens = CodeToken.split(where, source, problems);
    files.put(where, tokens);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      CodeToken token = tokens.get(i);
      CodeToken next = tokens.get(i + 1);
      if (token.isName("class")) {
        classes.add(module + '.' + next.text());
      } else if (token.isName("def")) {
        functions.add(module + '.' + next.text());
        names.add(next.text());
      } else if (token.startsLine() && token.kind() == Kind.NAME && next.is(":")) {
        names.add(token.text());
      } else if (token.startsLine() && token.kind() == Kind.NAME && next.is("=")) {
        variables.add(token.text());
      } else if (token.isName("__annotations__") && i + 2 < tokens.size()) {
        names.add(tokens.get(i + 2).text());
      }
    }
  }

  /** Qualified names of all classes declared. */
  Set<String> classes() {
    return classes;
  }

  /** Checks all files that were added, each problem once. */
  void check() {
    Set<String> found = new TreeSet<>();
    files.forEach((where, tokens) -> check(where, tokens, found));
    problems.addAll(found);
  }

  private void check(String where, List<CodeToken> tokens, Set<String> found) {
    int at = 0;
    while (at < tokens.size()) {
      CodeToken token = tokens.get(at);
      int next = at + 1;
      if (token.kind() == Kind.NAME) {
        List<String> path = path(tokens, at);
        next = at + 2 * path.size() - 1;
        boolean attribute = at > 0 && tokens.get(at - 1).is(".");
        boolean called = next < tokens.size() && tokens.get(next).is("(");
        boolean declared = at > 0 && isDeclaring(tokens.get(at - 1));
        boolean fine = attribute ? areDeclared(path) : declared || root(path, called, tokens, next);
        if (!fine || path.stream().anyMatch(AllowedOps.NEVER::contains)) {
          String name = plain(String.join(".", path));
          found.add(where + ", line " + token.line() + ": '" + name + "' is not allowed");
        }
      }
      at = next;
    }
  }

  /** A plain name and the attributes right behind it. */
  private static List<String> path(List<CodeToken> tokens, int at) {
    List<String> path = new ArrayList<>();
    path.add(tokens.get(at).text());
    int next = at + 1;
    while (next + 1 < tokens.size()
        && tokens.get(next).is(".")
        && tokens.get(next + 1).kind() == Kind.NAME) {
      path.add(tokens.get(next + 1).text());
      next += 2;
    }
    return path;
  }

  private static boolean isDeclaring(CodeToken before) {
    return before.isName("class") || before.isName("def");
  }

  private boolean root(List<String> path, boolean called, List<CodeToken> tokens, int next) {
    List<String> rest = path.subList(1, path.size());
    return switch (path.get(0)) {
      case "torch" -> rest.size() == 1 && AllowedOps.torch(rest.get(0));
      case "ops" -> rest.size() == 2 && rest.get(0).equals("prim") && AllowedOps.prim(rest.get(1));
      case "__torch__" -> isOwn(path);
      case "CONSTANTS" -> rest.size() == 1 && rest.get(0).matches("c\\d+");
      case "getattr" -> called && rest.isEmpty() && namesOnlyDeclared(tokens, next);
      default -> areDeclared(rest) && (!called || !rest.isEmpty() || isCallable(path.get(0)));
    };
  }

  private boolean isOwn(List<String> path) {
    for (int length = path.size(); length > 1; length--) {
      String name = String.join(".", path.subList(0, length));
      if (classes.contains(name) || functions.contains(name)) {
        return areDeclared(path.subList(length, path.size()));
      }
    }
    return false;
  }

  private boolean areDeclared(List<String> attributes) {
    return names.containsAll(attributes);
  }

  private boolean isCallable(String name) {
    return AllowedOps.FUNCTIONS.contains(name)
        || BEFORE_A_BRACKET.contains(name)
        || variables.contains(name);
  }

  /**
   * Whether {@code getattr(…)}, from its bracket on, names an attribute, and only declared ones.
   */
  private boolean namesOnlyDeclared(List<CodeToken> tokens, int bracket) {
    int depth = 0;
    boolean named = false;
    for (int i = bracket; i < tokens.size(); i++) {
      CodeToken token = tokens.get(i);
      if (token.kind() == Kind.STRING) {
        if (!names.contains(token.text()) || AllowedOps.NEVER.contains(token.text())) {
          return false;
        }
        named = true;
      }
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0) {
        return named;
      }
    }
    return false;
  }

  /** A name from a file of unknown making, safe to print. */
  static String plain(String name) {
    String printable = name.replaceAll("[^ -~]", "?");
    return printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
  }
}
