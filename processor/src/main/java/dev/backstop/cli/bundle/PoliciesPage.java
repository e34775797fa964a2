package dev.backstop.cli.bundle;

import dev.backstop.domain.PolicyRef;
import java.util.List;

/** The policies that were in force, and what each changed. */
final class PoliciesPage {

  private static final int DIGITS = 8;

  private PoliciesPage() {}

  static String of(Findings found) {
    Markdown page =
        new Markdown().title("Policies").say("Those that were in force, the first one first.");
    for (Findings.Governing policy : found.policies()) {
      page.section(policy.ref().toLineage()).say(policy.standing());
      if (policy.document() != null) {
        page.line(
                "The file: [" + Markdown.text(file(policy.ref())) + "](" + file(policy.ref()) + ")")
            .line("");
      }
      List<String> changes = policy.changes();
      if (changes != null) {
        page.say("What it changed:")
            .list(changes.isEmpty() ? List.of("nothing, for any request") : changes);
      }
    }
    return page.toString();
  }

  /** A name that any file system takes. */
  static String file(PolicyRef ref) {
    String name = (ref.name() + '-' + ref.version()).replaceAll("[^A-Za-z0-9.-]", "-");
    return "policies/"
        + name
        + '-'
        + ref.sha256().substring(0, Math.min(DIGITS, ref.sha256().length()))
        + ".yaml";
  }
}
