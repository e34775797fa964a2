package dev.backstop.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeopleTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final PublishedPolicy PUBLISHED =
      new PublishedPolicy("p", "1", "0", new byte[0], "ada", null, null, null, NOW, null)
          .approvedBy("ben", null)
          .activated(new PublishedPolicy.Activation("olga", "it is time", NOW, null));

  @Test
  void shouldLetAnybodyDoWhatNobodyIsNamedFor() {
    assertThat(People.ANYBODY.problems(PUBLISHED)).isEmpty();
  }

  @Test
  void shouldLetThoseDoItWhoAreNamed() {
    assertThat(
            new People(List.of("ada"), List.of("ben", "eva"), List.of("olga")).problems(PUBLISHED))
        .isEmpty();
  }

  @Test
  void shouldTellEverybodyWhosePartIsNotTheirs() {
    assertThat(new People(List.of("eva"), List.of("ada"), List.of("ben")).problems(PUBLISHED))
        .containsExactly(
            "'ada' may not write it; by the policy may: eva",
            "'ben' may not approve it; by the policy may: ada",
            "'olga' may not put it in force; by the policy may: ben");
  }
}
