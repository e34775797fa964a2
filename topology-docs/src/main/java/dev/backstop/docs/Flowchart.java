package dev.backstop.docs;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;

/**
 * A topology's description as a Mermaid flowchart.
 *
 * @see <a href="https://mermaid.js.org/syntax/flowchart.html">Mermaid, flowcharts</a>
 */
final class Flowchart {

  private final Map<String, String> shapes = new TreeMap<>();
  private final Set<String> arrows = new TreeSet<>();

  private Flowchart() {}

  static String of(TopologyDescription description) {
    Flowchart chart = new Flowchart();
    description.subtopologies().forEach(part -> part.nodes().forEach(chart::add));
    description
        .globalStores()
        .forEach(
            global -> {
              chart.add(global.source());
              chart.add(global.processor());
            });
    StringBuilder text = new StringBuilder("flowchart LR\n");
    chart.shapes.values().forEach(shape -> text.append("  ").append(shape).append('\n'));
    chart.arrows.forEach(arrow -> text.append("  ").append(arrow).append('\n'));
    return text.toString();
  }

  /** The names of the stores that the topology's processors use. */
  static Set<String> stores(TopologyDescription description) {
    Set<String> names = new TreeSet<>();
    for (TopologyDescription.Subtopology part : description.subtopologies()) {
      for (TopologyDescription.Node node : part.nodes()) {
        if (node instanceof TopologyDescription.Processor processor) {
          names.addAll(processor.stores());
        }
      }
    }
    description.globalStores().forEach(global -> names.addAll(global.processor().stores()));
    return names;
  }

  private void add(TopologyDescription.Node node) {
    if (node instanceof TopologyDescription.Source source) {
      // A source does nothing but read: its topics point at what it feeds.
      for (String topic : source.topicSet()) {
        node.successors().forEach(next -> arrows.add(topic(topic) + " --> " + step(next.name())));
      }
    } else if (node instanceof TopologyDescription.Sink sink) {
      node.predecessors()
          .forEach(before -> arrows.add(step(before.name()) + " --> " + topic(sink.topic())));
    } else if (node instanceof TopologyDescription.Processor processor) {
      for (String store : processor.stores()) {
        arrows.add(step(node.name()) + " <--> " + store(store));
      }
      for (TopologyDescription.Node next : node.successors()) {
        if (next instanceof TopologyDescription.Processor) {
          arrows.add(step(node.name()) + " --> " + step(next.name()));
        }
      }
    }
  }

  private String step(String name) {
    return shape("node", name, "[\"", "\"]");
  }

  private String topic(String name) {
    return shape("topic", name, "([\"", "\"])");
  }

  private String store(String name) {
    return shape("store", name, "[(\"", "\")]");
  }

  /** Notes the shape, and returns its id; ids are prefixed, since a word like end is reserved. */
  private String shape(String kind, String name, String open, String close) {
    String id = kind + '_' + name.replaceAll("[^A-Za-z0-9]", "_");
    shapes.put(id, id + open + name + close);
    return id;
  }
}
