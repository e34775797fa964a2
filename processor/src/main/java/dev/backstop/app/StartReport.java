package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.signing.ControlKeys;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Topic;
import java.util.ArrayList;
import java.util.List;

/** What an instance says when it starts: by what it works, and what nobody must sign. */
final class StartReport {

  private final BackstopConfig config;
  private final Assembly assembly;
  private final List<String> lines = new ArrayList<>();

  StartReport(BackstopConfig config, Assembly assembly) {
    this.config = config;
    this.assembly = assembly;
  }

  /** The lines to show; never any part of a key. */
  List<String> lines() {
    lines.add(
        "backstop is starting: role "
            + config.role()
            + ", topics "
            + config.topics().prefix()
            + "*");
    assembly
        .policies()
        .all()
        .forEach(
            policy ->
                lines.add(
                    "policy: " + policy.ref().toLineage() + " for domain " + policy.domain()));
    if (config.role() != Role.REVIEW) {
      signatures(assembly.controlKeys());
      if (assembly.policies().all().isEmpty()) {
        lines.add("no policy file: the policies are those of the topic");
      }
    }
    assembly.models().all().forEach(model -> lines.add("model: " + model.ref().toLineage()));
    return List.copyOf(lines);
  }

  private void signatures(ControlKeys keys) {
    if (keys.people().isEmpty()) {
      lines.add(
          "signatures of policies are not asked for: whoever may write the topic "
              + Topic.POLICIES.with(config.topics().prefix())
              + " decides; 'policies.trusted.keys' changes that");
      lines.add(
          "signatures of controls are not asked for: whoever may write the topic "
              + Topic.CONTROLS.with(config.topics().prefix())
              + " may stop the machine");
      return;
    }
    if (keys.playbooks().isEmpty()) {
      lines.add(
          "warning: controls must be signed, and no key may sign for playbooks: what they set is"
              + " refused here; 'playbooks.trusted.keys' changes that");
    }
    if (assembly.signing() == null && config.role().includes(Role.GUARD)) {
      lines.add(
          "warning: controls must be signed, and this instance has no key to sign for playbooks:"
              + " those that it runs set nothing; 'playbooks.signing.key' changes that");
    }
  }
}
