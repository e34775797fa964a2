package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The step that threads hit too rarely for a test with threads: a lease taken a moment too late.
 */
class LeasedTest {

  @Test
  void shouldNotLendWhatItsLastHolderHasLetGo() {
    // Given
    Leased.Lease<String> lease = new Leased.Lease<>("resource");
    boolean last = lease.letGo();
    // When
    boolean taken = lease.take();
    // Then
    assertThat(last).isTrue();
    assertThat(taken).isFalse();
  }

  @Test
  void shouldTellOnlyTheLastHolderToClose() {
    // Given
    Leased.Lease<String> lease = new Leased.Lease<>("resource");
    boolean taken = lease.take();
    // When
    boolean first = lease.letGo();
    boolean second = lease.letGo();
    // Then
    assertThat(taken).isTrue();
    assertThat(first).isFalse();
    assertThat(second).isTrue();
  }

  @Test
  void shouldShowWhatIsThereNowWithoutKeepingIt() {
    // Given
    List<String> closed = new ArrayList<>();
    Leased<String> leased = new Leased<>("first", closed::add);
    // When
    Optional<String> first = leased.glance(Function.identity());
    leased.swap("second");
    Optional<String> second = leased.glance(Function.identity());
    leased.close();
    // Then
    assertThat(first).contains("first");
    assertThat(second).contains("second");
    assertThat(leased.glance(Function.identity())).isEmpty();
    assertThat(closed).containsExactly("first", "second");
  }
}
