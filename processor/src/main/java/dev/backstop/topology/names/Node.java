package dev.backstop.topology.names;

/** The names of nodes, the part after the role. */
public final class Node {

  public static final String INGEST = "ingest";
  public static final String DEDUPLICATE = "deduplicate";
  public static final String SCORE = "score";
  public static final String ROUTE = "route";
  public static final String REVIEW = "review";
  public static final String RESOLVE = "resolve";
  public static final String EMIT = "emit";

  /** On the global thread, so of no role. */
  public static final String ADOPT = "adopt";

  public static final String ADOPT_CONTROLS = "adopt-controls";
  public static final String ADOPT_EVIDENCE = "adopt-evidence";
  public static final String ADOPT_BREAKERS = "adopt-breakers";
  public static final String COMPARE = "compare";
  public static final String JUDGE = "judge";
  public static final String GUARD = "guard";
  public static final String INCIDENT = "incident";
  public static final String PLAYBOOK = "playbook";
  public static final String TRAFFIC = "traffic";

  private Node() {}

  /** The node that reads a topic. */
  public static String from(Topic topic) {
    return "from-" + topic.with("");
  }

  /** The node that writes a topic. */
  public static String to(Topic topic) {
    return "to-" + topic.with("");
  }
}
