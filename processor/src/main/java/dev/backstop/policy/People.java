package dev.backstop.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with a policy; nobody named means anybody.
 *
 * @param authors who may write it
 * @param approvers who may approve it
 * @param operators who may put it in force, and set controls where it is
 */
public record People(List<String> authors, List<String> approvers, List<String> operators) {

  public static final People ANYBODY = new People(List.of(), List.of(), List.of());

  public People {
    authors = List.copyOf(authors);
    approvers = List.copyOf(approvers);
    operators = List.copyOf(operators);
  }

  /** Why somebody may not write it, or null if they may. */
  public @Nullable String author(String name) {
    return refused(authors, name, "write it");
  }

  /** Why somebody may not approve it, or null if they may. */
  public @Nullable String approver(String name) {
    return refused(approvers, name, "approve it");
  }

  /** Why somebody may not put it in force, or null if they may. */
  public @Nullable String operator(String name) {
    return refused(operators, name, "put it in force");
  }

  /** Why somebody may not set controls for the policy's domain, or null if they may. */
  public @Nullable String control(String name) {
    return refused(operators, name, "set controls where it is in force");
  }

  /** Whose part in the published version is not theirs. */
  public List<String> problems(PublishedPolicy published) {
    List<String> problems = new ArrayList<>();
    add(author(published.author()), problems);
    if (published.approver() != null) {
      add(approver(published.approver()), problems);
    }
    if (published.activation() != null) {
      add(operator(published.activation().by()), problems);
    }
    return problems;
  }

  private static void add(@Nullable String problem, List<String> to) {
    if (problem != null) {
      to.add(problem);
    }
  }

  private static @Nullable String refused(List<String> allowed, String name, String what) {
    return allowed.isEmpty() || allowed.contains(name)
        ? null
        : "'" + name + "' may not " + what + "; by the policy may: " + String.join(", ", allowed);
  }
}
