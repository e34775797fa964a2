package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ControlCommandTest {

  @Test
  void shouldAskForAnEnd() {
    // When
    CommandLineRun run =
        CommandLineRun.of("control", "set", "stop", "--domain", "d", "--who", "o", "--why", "w");
    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--for=SPAN", "--until=TIME");
  }

  @Test
  void shouldAskForATierWhereTheSwitchIsOfOne() {
    // When
    CommandLineRun run =
        CommandLineRun.of(
            "control", "set", "off", "--domain", "d", "--who", "o", "--why", "w", "--for", "1m");
    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("off needs --tier");
  }

  @Test
  void shouldAskForAShareWhereTheSwitchIsOne() {
    // When
    CommandLineRun run =
        CommandLineRun.of(
            "control", "set", "audit", "--domain", "d", "--who", "o", "--why", "w", "--for", "1m");
    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("audit needs --share");
  }

  @Test
  void shouldAskForAModelWhereTheSwitchIsOfABreaker() {
    // When
    CommandLineRun without =
        CommandLineRun.of(
            "control", "set", "open", "--domain", "*", "--who", "o", "--why", "w", "--for", "1m");
    CommandLineRun bad =
        CommandLineRun.of(
            "control",
            "clear",
            "close",
            "--domain",
            "*",
            "--model",
            "a|b",
            "--who",
            "o",
            "--why",
            "w");
    // Then
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("open needs --model");
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.err()).contains("--model must be 'name' or 'name@version'");
  }

  @Test
  void shouldKnowNoOtherSwitch() {
    // When
    CommandLineRun run =
        CommandLineRun.of(
            "control", "clear", "lights", "--domain", "d", "--who", "o", "--why", "w");
    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'lights'");
  }
}
