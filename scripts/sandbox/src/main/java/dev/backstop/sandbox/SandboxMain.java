package dev.backstop.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs a sandbox until SIGTERM or ctrl-C. Ends with 1 and a remedy on standard error when it cannot
 * start.
 */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    description = "Starts a Kafka broker and a schema registry on 127.0.0.1 and runs until ctrl-C.")
public final class SandboxMain implements Callable<Integer> {

  @Option(
      names = "--broker-port",
      paramLabel = "N",
      description = "Port of the broker. Default: any free one.")
  private int brokerPort = Ports.ANY;

  @Option(
      names = "--registry-port",
      paramLabel = "N",
      description = "Port of the registry. Default: any free one.")
  private int registryPort = Ports.ANY;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "Keep topics and schemas here across restarts. Default: a temporary directory, deleted at the end.")
  private @Nullable Path directory;

  @Option(names = "--no-registry", description = "Start the broker alone.")
  private boolean noRegistry;

  @Option(
      names = "--broker-setting",
      paramLabel = "KEY=VALUE",
      description = "A setting of the broker; may be repeated.")
  private Map<String, String> brokerSettings = Map.of();

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description =
          "Write the addresses to this properties file when everything is up; delete it at the end.")
  private @Nullable Path readyFile;

  /** See {@code --help}. */
  public static void main(String[] arguments) {
    // Before the first logger, and only for this program: as a library the sandbox leaves logging
    // to its user.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/backstop/sandbox/logback.xml");
    }
    CommandLine line = new CommandLine(new SandboxMain());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (!(failure instanceof SandboxException)) {
            throw failure;
          }
          command.getErr().println("sandbox: " + failure.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    long begin = System.nanoTime();
    System.out.println(
        "Starting a Kafka broker"
            + (noRegistry ? "" : " and a schema registry")
            + " on 127.0.0.1 …");
    Sandbox sandbox = Sandbox.start(options());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(sandbox, stopped), "sandbox-stop"));

    ReadyFile addresses = ReadyFile.of(sandbox);
    System.out.print(addresses.describe(directory));
    if (readyFile != null) {
      addresses.write(readyFile);
    }
    long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    System.out.printf("Ready after %.1f s. Stop with ctrl-C.%n", millis / 1000.0);
    stopped.await();
    return CommandLine.ExitCode.OK;
  }

  private SandboxOptions options() {
    BrokerOptions broker = new BrokerOptions(brokerPort, null, brokerSettings);
    return new SandboxOptions(broker, registryPort, !noRegistry, directory);
  }

  private void stop(Sandbox sandbox, CountDownLatch stopped) {
    try {
      if (readyFile != null) {
        ReadyFile.delete(readyFile);
      }
    } finally {
      sandbox.close();
      stopped.countDown();
    }
  }
}
