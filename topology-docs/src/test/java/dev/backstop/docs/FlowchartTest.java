package dev.backstop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Store;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlowchartTest {

  @Test
  void shouldDrawTopicsStepsAndStoresWithTheirArrows() {
    String chart = Flowchart.of(TopologyPage.describe(Role.REVIEW));

    assertThat(chart)
        .startsWith("flowchart LR\n")
        .contains("topic_reviews --> node_review_ingest")
        .contains("node_review_resolve <--> store_pending")
        .contains("node_review_emit --> topic_decisions")
        .contains("store_unmatched_verdicts[(\"unmatched-verdicts\")]");
  }

  @Test
  void shouldKnowEveryStoreFromTheTopology() {
    assertThat(Flowchart.stores(TopologyPage.describe(Role.ALL)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Store.values()).map(Store::storeName).toList());
  }
}
