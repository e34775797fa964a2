package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.domain.ModelName;
import dev.backstop.guard.Guarded;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code backstop control} publishes. */
final class ControlChangeCommands {

  private ControlChangeCommands() {}

  /** The switches by the names that people type. */
  enum Wanted {
    STOP(Switch.Kind.STOP),
    FORCE(Switch.Kind.FORCE),
    OFF(Switch.Kind.TIER_OFF),
    ON(Switch.Kind.TIER_ON),
    OPEN(Switch.Kind.BREAKER_OPEN),
    CLOSE(Switch.Kind.BREAKER_CLOSED),
    CANARY(Switch.Kind.CANARY_SHARE),
    AUDIT(Switch.Kind.AUDIT_RATE),
    TIGHTEN(Switch.Kind.TIGHTEN),
    SHED(Switch.Kind.SHED);

    private final Switch.Kind kind;

    Wanted(Switch.Kind kind) {
      this.kind = kind;
    }

    Switch with(
        @Nullable String tier,
        @Nullable String model,
        @Nullable String segment,
        @Nullable Double share) {
      return switch (kind) {
        case STOP -> new Switch.Stop();
        case FORCE -> new Switch.Force(needed("--tier", tier));
        case TIER_OFF -> new Switch.Off(needed("--tier", tier));
        case TIER_ON -> new Switch.On(needed("--tier", tier));
        case CANARY_SHARE -> new Switch.CanaryShare(needed("--share", share));
        case AUDIT_RATE -> new Switch.AuditRate(needed("--share", share));
        case TIGHTEN -> new Switch.Tighten(needed("--share", share));
        case SHED -> new Switch.Shed(needed("--share", share));
        case BREAKER_OPEN -> new Switch.OpenBreaker(guarded(model, segment));
        case BREAKER_CLOSED -> new Switch.CloseBreaker(guarded(model, segment));
        case APPROVE, NORMAL -> throw new IllegalStateException("nobody types that");
      };
    }

    private Guarded guarded(@Nullable String model, @Nullable String segment) {
      String name = needed("--model", model);
      if (ModelName.parse(name).isEmpty()) {
        throw CommandException.usage("--model must be 'name' or 'name@version'");
      }
      return new Guarded(name, segment);
    }

    private <T> T needed(String option, @Nullable T value) {
      if (value == null) {
        throw CommandException.usage(name().toLowerCase(Locale.ROOT) + " needs " + option);
      }
      return value;
    }
  }

  /** What setting and clearing have in common. */
  abstract static class Change implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;
    private final InstantSource clock;

    @Parameters(
        index = "0",
        paramLabel = "SWITCH",
        description = {
          "stop: everything goes to people. force: the ladder begins at --tier. off, on: --tier is not asked, or asked although the policy has it off.",
          "canary: --share of the traffic for a candidate. audit: --share of the decisions for an audit.",
          "tighten: models must be surer by --share. shed: the least grave risk is turned away where a tier's queue is full to --share.",
          "open, close: the breaker of --model is held open, or closed without evidence."
        })
    private Wanted wanted = Wanted.STOP;

    @Option(
        names = "--domain",
        required = true,
        paramLabel = "DOMAIN",
        description = "The domain; '*' is every one.")
    private String domain = "";

    @Option(names = "--tier", paramLabel = "TIER", description = "The tier's name in the policy.")
    private @Nullable String tier;

    @Option(
        names = "--model",
        paramLabel = "MODEL",
        description = "The model, as policies name it.")
    private @Nullable String model;

    @Option(
        names = "--segment",
        paramLabel = "SEGMENT",
        description = "The segment of its breaker; left out: that of the requests of none.")
    private @Nullable String segment;

    @Option(names = "--who", required = true, paramLabel = "NAME", description = "Who wants it.")
    private String who = "";

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "Why.")
    private String why = "";

    @Option(names = "--key", paramLabel = "FILE", description = "The secret key of who wants it.")
    private @Nullable Path key;

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = "10",
        description = "How long to wait for the first instance's answer; default ${DEFAULT-VALUE}.")
    private int seconds;

    Change(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
      this.backstop = backstop;
      this.terminal = terminal;
      this.clock = clock;
    }

    abstract Switch set(
        Wanted wanted, @Nullable String tier, @Nullable String model, @Nullable String segment);

    abstract @Nullable Instant until(Instant now);

    @Override
    public Integer call() {
      Instant now = clock.instant();
      Control control =
          Control.of(domain, set(wanted, tier, model, segment), who, why, now, until(now));
      BackstopConfig config = backstop.config();
      try (Session session = new Session(config, terminal)) {
        return new ControlPublisher(session, terminal, config, key)
            .publish(control, now, Duration.ofSeconds(seconds));
      }
    }
  }

  /** {@code backstop control set}. */
  @Command(
      name = "set",
      description = "Sets a switch on every instance, and says what each makes of it.")
  static final class SetCommand extends Change {

    @Option(names = "--share", paramLabel = "SHARE", description = "A share, from 0 to 1.")
    private @Nullable Double share;

    @ArgGroup(multiplicity = "1")
    private End end = new End();

    /** When the policy applies again. */
    static final class End {
      @Option(
          names = "--for",
          paramLabel = "SPAN",
          converter = Span.class,
          description = "For how long, such as 30m; at most 7d.")
      private @Nullable Duration span;

      @Option(
          names = "--until",
          paramLabel = "TIME",
          description = "Until when, such as 2026-01-31T18:00:00Z.")
      private @Nullable Instant time;
    }

    SetCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
      super(backstop, terminal, clock);
    }

    @Override
    Switch set(
        Wanted wanted, @Nullable String tier, @Nullable String model, @Nullable String segment) {
      return wanted.with(tier, model, segment, share);
    }

    @Override
    @Nullable Instant until(Instant now) {
      return end.span != null ? now.plus(end.span) : end.time;
    }
  }

  /** {@code backstop control clear}. */
  @Command(
      name = "clear",
      description = "Takes a switch back before it expires: the policy applies again.")
  static final class ClearCommand extends Change {

    ClearCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
      super(backstop, terminal, clock);
    }

    @Override
    Switch set(
        Wanted wanted, @Nullable String tier, @Nullable String model, @Nullable String segment) {
      // The slot is the same whichever tier a force names, and whatever a share was.
      boolean ofTier = wanted == Wanted.OFF || wanted == Wanted.ON;
      return new Switch.Normal(wanted.with(ofTier ? tier : "", model, segment, 0.0).slot());
    }

    @Override
    @Nullable Instant until(Instant now) {
      return null;
    }
  }
}
