package dev.backstop.topics;

import dev.backstop.topology.names.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Each role is a consumer group of its own. An application that goes from one process to its parts,
 * or back, begins in groups without offsets: everything that is still in the topics would be read,
 * and answered, a second time.
 */
public final class RoleChange {

  private RoleChange() {}

  /** The group of the role, which is also the Kafka Streams application id. */
  public static String group(String applicationId, Role role) {
    return role == Role.ALL
        ? applicationId
        : applicationId + '-' + role.name().toLowerCase(Locale.ROOT);
  }

  /** The groups of all roles. */
  public static List<String> groups(String applicationId) {
    return Arrays.stream(Role.values()).map(role -> group(applicationId, role)).toList();
  }

  /**
   * What is wrong with beginning in this role.
   *
   * @param withOffsets the groups among {@link #groups} that have read something already
   */
  public static Optional<String> problem(String applicationId, Role role, Set<String> withOffsets) {
    String own = group(applicationId, role);
    Set<String> others = new TreeSet<>(withOffsets);
    String whole = group(applicationId, Role.ALL);
    // Parts run beside parts; the whole runs beside none.
    others.removeIf(group -> role == Role.ALL ? group.equals(whole) : !group.equals(whole));
    if (withOffsets.contains(own) || others.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "this application has run in another role, as group "
            + String.join(", ", others)
            + "; in role "
            + role.name().toLowerCase(Locale.ROOT)
            + " it would read everything again and decide it a second time. Let the open reviews be answered, stop it, then mend it with:"
            + " kafka-consumer-groups.sh --bootstrap-server ... --group "
            + own
            + " --reset-offsets --to-latest --all-topics --execute (after --topic for each of its topics), or take a new application.id");
  }
}
