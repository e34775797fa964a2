package dev.backstop.verify.run;

import dev.backstop.domain.SourcePosition;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.VerdictSent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reviewer remembers of its verdicts, in a file that outlives it: a line before each is sent
 * and a line when it is acknowledged. A verdict without the second line has an unknown fate.
 */
final class Journal implements AutoCloseable {
  private static final String NOTHING = "-";

  private final Writer out;
  private final String life;
  private int count;

  Journal(Path file) throws IOException {
    this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.life = ProcessHandle.current().pid() + "-" + System.nanoTime();
  }

  /** Notes a verdict that is about to be sent; its number in this journal. */
  synchronized String sending(String requestId, @Nullable String label, String reviewer) {
    String number = life + "-" + count++;
    write("sent", number, requestId, label == null ? NOTHING : label, reviewer);
    return number;
  }

  synchronized void acknowledged(String number, String topic, int partition, long offset) {
    write("ack", number, topic, Integer.toString(partition), Long.toString(offset));
  }

  /** Notes an acknowledgement that nobody gave. */
  synchronized void presumed(String number) {
    write("ack", number);
  }

  private void write(String... fields) {
    try {
      out.write(String.join("\t", fields) + "\n");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the journal can be written", e);
    }
  }

  /** What stands in the journals of a directory. */
  static List<VerdictSent> read(List<Path> files) {
    Map<String, VerdictSent> verdicts = new LinkedHashMap<>();
    for (Path file : files) {
      for (String line : lines(file)) {
        String[] fields = line.split("\t");
        if (fields[0].equals("sent") && fields.length == 5) {
          String label = fields[3].equals(NOTHING) ? null : fields[3];
          verdicts.put(fields[1], new VerdictSent(fields[2], label, fields[4], Fate.UNKNOWN, null));
        } else if (fields[0].equals("ack")) {
          verdicts.computeIfPresent(fields[1], (number, sent) -> acknowledged(sent, fields));
        }
      }
    }
    return new ArrayList<>(verdicts.values());
  }

  private static VerdictSent acknowledged(VerdictSent sent, String[] fields) {
    SourcePosition at =
        fields.length < 5
            ? null
            : new SourcePosition(fields[2], Integer.parseInt(fields[3]), Long.parseLong(fields[4]));
    return new VerdictSent(sent.requestId(), sent.label(), sent.reviewer(), Fate.ACKNOWLEDGED, at);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("the journal can be read", e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
