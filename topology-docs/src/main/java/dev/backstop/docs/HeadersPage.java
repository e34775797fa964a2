package dev.backstop.docs;

import dev.backstop.topology.names.Header;
import java.util.ArrayList;
import java.util.List;

/** The headers on what Backstop writes. */
final class HeadersPage {

  private HeadersPage() {}

  static Page page() {
    List<List<String>> rows = new ArrayList<>();
    for (Header header : Header.values()) {
      rows.add(Markdown.cells(Markdown.code(header.key()), header.description()));
    }
    Markdown text =
        Markdown.titled("Headers")
            .paragraph(
                "On every decision, escalation and review task, each once, in UTF-8. A consumer can route"
                    + " by them without decoding the record, which says the same. On the way in, headers of"
                    + " these names are dropped: nobody outside can claim a lineage. The `ce_*` headers are"
                    + " those of CloudEvents 1.0 in binary mode.")
            .table(List.of("header", "meaning"), rows)
            .section("Others")
            .table(
                List.of("header", "meaning"),
                List.of(
                    Markdown.cells(
                        Markdown.codes(Header.CARRIED.stream().sorted().toList()),
                        "W3C Trace Context: carried through from the request to everything made of it,"
                            + " untouched. All other headers from outside are dropped."),
                    Markdown.cells(
                        Markdown.code(Header.REROUTED),
                        "On a verdict that was written once more, to the partition its key belongs to."),
                    Markdown.cells(
                        Markdown.code(Header.DRILL),
                        "On a request that is part of a drill, and on whatever is made of it: the signed mark."
                            + " A request whose mark does not hold is a dead letter."),
                    Markdown.cells(
                        Markdown.code(Header.CANDIDATE),
                        "On a shadow request or a comparison: the candidate, by the name that the policy gives it."
                            + " Beside it are those of the schema, request id, tier, policy and source, and `ce_*`.")));
    return new Page("headers.md", "the headers on what Backstop writes", text.toString());
  }
}
