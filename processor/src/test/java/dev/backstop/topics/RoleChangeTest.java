package dev.backstop.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.topology.names.Role;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleChangeTest {

  @Test
  void shouldRefuseToGoFromOneProcessToPartsAndBackUnprepared() {
    assertThat(RoleChange.problem("app", Role.PRIMARY, Set.of("app")))
        .hasValueSatisfying(problem -> assertThat(problem).contains("app-primary", "second time"));
    assertThat(RoleChange.problem("app", Role.ALL, Set.of("app-review"))).isPresent();
  }

  @Test
  void shouldLetAFirstStartARestartAndFurtherPartsPass() {
    assertThat(RoleChange.problem("app", Role.ALL, Set.of())).isEmpty();
    assertThat(RoleChange.problem("app", Role.ALL, Set.of("app"))).isEmpty();
    assertThat(RoleChange.problem("app", Role.REVIEW, Set.of("app-primary"))).isEmpty();
    assertThat(RoleChange.problem("app", Role.PRIMARY, Set.of("app", "app-primary"))).isEmpty();
  }
}
