package dev.backstop.signing;

import dev.backstop.control.Control;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose signatures count on controls. Who may sign for playbooks may sign nothing else, and people
 * sign nothing for playbooks: an instance that somebody has broken into cannot stop the machine in
 * a person's name, nor set what no playbook says.
 *
 * @param people by name; without any, no signature is asked for
 * @param playbooks those that sign what playbooks set, by name
 */
public record ControlKeys(TrustedKeys people, TrustedKeys playbooks) {

  /** Why the control must not be trusted; empty if it may, or if nobody's signature counts. */
  public List<String> problems(Control control, byte @Nullable [] signature) {
    if (people.isEmpty()) {
      return List.of();
    }
    return control.ofPlaybook()
        ? ofPlaybook(control, signature)
        : people.problems(control, signature);
  }

  /**
   * What does not go together.
   *
   * @param own key of this instance; null if it has none
   */
  public List<String> misfits(@Nullable ControlKey own) {
    List<String> misfits = new ArrayList<>();
    if (people.isEmpty() && !playbooks.isEmpty()) {
      misfits.add(
          "'playbooks.trusted.keys' has no effect without 'policies.trusted.keys': no signature is"
              + " asked for");
    }
    misfits.addAll(alsoOf("policies.trusted.keys", people));
    if (own != null && !people.isEmpty() && !playbooks.trusts(own)) {
      misfits.add(
          "'playbooks.signing.key' is the key of '"
              + own.name()
              + "', and 'playbooks.trusted.keys' has no "
              + own.name()
              + ".pub.pem that fits it: every instance would refuse what it signs");
    }
    return misfits;
  }

  /**
   * Which keys that sign for playbooks may sign something else too, and must not.
   *
   * @param key of the configuration that names the others
   */
  public List<String> alsoOf(String key, TrustedKeys others) {
    return playbooks.alsoOf(others).stream()
        .map(
            name ->
                "'playbooks.trusted.keys': the key of '"
                    + name
                    + "' is in '"
                    + key
                    + "' too; who signs for playbooks may sign nothing else")
        .toList();
  }

  private List<String> ofPlaybook(Control control, byte @Nullable [] signature) {
    if (playbooks.isEmpty()) {
      return List.of("no key is trusted here to sign for playbooks");
    }
    if (signature == null) {
      return List.of("no instance has signed it for '" + control.who() + "'");
    }
    return playbooks.anySigned(Part.PLAYBOOK, control.canonical(), signature)
        ? List.of()
        : List.of("its signature is that of no key that may sign for playbooks");
  }
}
