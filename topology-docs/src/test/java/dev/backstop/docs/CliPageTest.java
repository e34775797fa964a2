package dev.backstop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CliPageTest {

  @Command(name = "parent", description = "Holds others.", subcommands = Child.class)
  static final class Parent {}

  @Command(name = "child", description = "Does it.")
  static final class Child {
    @Option(names = "--how", description = "In which way.")
    String how;
  }

  @Test
  void shouldTellEveryCommandUnderItsWholeName() {
    Page page = CliPage.page(new CommandLine(new Parent()));

    assertThat(page.text())
        .contains("## parent\n", "## parent child\n", "--how=<how>", "In which way.")
        .doesNotContain(" \n");
  }
}
