package dev.backstop.topology.names;

/**
 * The state stores. Their names are part of the changelog topics' names: renaming one loses its
 * contents.
 */
public enum Store {
  SEEN("seen", "Request ids answered inside the duplicate window."),
  PENDING("pending", "Open review tasks by request id."),
  SETTLED(
      "settled",
      "Closed reviews by request id, so that a late or second verdict is known as such."),
  UNMATCHED("unmatched-verdicts", "Verdicts that came before their task, by request id."),
  TIMERS(
      "timers",
      "What is due when: deadlines of reviews, and the ends of the retention of the other stores."),
  PANEL(
      "panel",
      "Open and closed questions of the audit panel that stand beside a decision, by task id."),
  POLICIES("policies", "The policies topic, whole, on every instance that asks models."),
  CONTROLS("controls", "The controls topic, whole, on every instance that asks models."),
  PAIRS("pairs", "Two models' answers that wait for a person's, by request id."),
  LABELS("labels", "People's answers that came before two models' did, by request id."),
  EVIDENCE("evidence", "What is known of each candidate in each segment, by what is tried."),
  RULINGS("rulings", "The evidence topic, whole, on every instance that asks models."),
  BREAKERS("breakers", "The breakers that have ever opened, by model and segment."),
  RISKS("risks", "What labels have shown of the answers of each model, by model and segment."),
  INCIDENTS("incidents", "The open incidents, by domain."),
  RUNS(
      "runs",
      "The last run of each playbook until what set it off is gone, by playbook, and runs that have"
          + " ended while something that they asked for is not known yet."),
  STANDINGS("standings", "The tier-status topic, whole, on every instance that asks models.");

  private final String storeName;
  private final String description;

  Store(String storeName, String description) {
    this.storeName = storeName;
    this.description = description;
  }

  public String storeName() {
    return storeName;
  }

  public String description() {
    return description;
  }
}
