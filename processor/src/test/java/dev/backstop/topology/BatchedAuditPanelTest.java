package dev.backstop.topology;

/** Every test of the panel once more, with each record scored ahead. */
class BatchedAuditPanelTest extends AuditPanelTest {

  @Override
  TopologyHarness harness(String audit) {
    return super.harness(audit).batched();
  }
}
