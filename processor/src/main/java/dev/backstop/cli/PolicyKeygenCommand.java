package dev.backstop.cli;

import dev.backstop.signing.KeyFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop policy keygen}. */
@Command(
    name = "keygen",
    description =
        "Makes a pair of keys to sign policies with: NAME.key.pem, which must stay secret, and NAME.pub.pem, for 'policies.trusted.keys'.")
final class PolicyKeygenCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "NAME", description = "Whose keys they are.")
  private String name = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where they go; default: here.")
  private Path folder = Path.of(".");

  PolicyKeygenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw CommandException.usage(
          "the name is part of file names: take letters, digits, '.', '_' and '-'");
    }
    try {
      KeyFiles.Pair pair = KeyFiles.generate(name, folder);
      terminal.say("secret, for --key: " + pair.privateKey());
      terminal.say("public, for 'policies.trusted.keys' of every instance: " + pair.publicKey());
      return ExitCode.OK;
    } catch (FileAlreadyExistsException e) {
      throw CommandException.usage(e.getFile() + " is there already and is left as it is", e);
    } catch (IOException e) {
      throw CommandException.usage("the keys cannot be written: " + e.getMessage(), e);
    }
  }
}
