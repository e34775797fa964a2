package dev.backstop.model.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetyGateTest {

  private static final byte[] LINEAR = Packages.bytes(Packages.fixture("linear"));

  private static List<String> changed(Consumer<Map<String, byte[]>> change) {
    Map<String, byte[]> entries = Packages.unzip(LINEAR);
    change.accept(entries);
    return SafetyGate.problems(Packages.zip(entries));
  }

  private static List<String> inForward(String statement) {
    return changed(
        Packages.code(
            code ->
                code.replace(
                    "    return __torch__.two(",
                    "    " + statement + "\n    return __torch__.two(")));
  }

  @Test
  void shouldAcceptAPlainModel() {
    assertThat(SafetyGate.problems(LINEAR)).isEmpty();
    assertThat(changed(entries -> {})).isEmpty();
    assertThat(inForward("_9 = torch.relu_(dense)")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch.save(dense, \"x\")",
        "_9 = torch.from_file(\"/etc/passwd\")",
        "t = torch",
        "_9 = [torch, ops]",
        "_9 = torch.save",
        "_9 = (torch).save(dense, \"x\")",
        "_9 = getattr(torch, \"save\")(dense, \"x\")",
        "_9 = getattr(dense, \"save\")(\"x\")",
        "g = getattr",
        "dense.save(\"x\")",
        "_9 = dense.numpy()",
        "o = ops.prim",
        "_9 = ops.prim.PythonOp(dense)",
        "_9 = ops.aten.save(dense, \"x\")",
        "_9 = ops.prim.rpc_sync(dense)",
        "_9 = ops.quantized.linear(dense)",
        "_9 = ops.newspace.anything(dense)",
        "_9 = torch.brand_new_operator(dense)",
        "_9 = torch.autograd.grad(dense)",
        "_9 = torch.rand([1])",
        "_9 = torch.empty([1])",
        "_9 = torch._C.save(dense)",
        "print(dense)",
        "p = print",
        "import os",
        "from os import system",
        "_9 = open(\"/etc/passwd\")",
        "_9 = exec(\"x\")",
        "_9 = __import__(\"os\")",
        "_9 = unknown(dense)",
        "_9 = fork(dense)",
        "with torch.no_grad(): pass",
        "_9 = __torch__.torch.classes.dist_c10d.Store()",
        "_9 = CONSTANTS.save",
        "# type: (Tensor) -> Tensor",
        "_9 = \"\"\"text\"\"\"",
        "_9 = 1.torch.save(dense)",
        "_9 = 0x1p3",
        "_9 = `dense`",
        "_9 = dense; _8 = dense",
        "_9 = \"unterminated",
        "_9 = tör(dense)",
        "@torch.jit.export"
      })
  void shouldRefuseCodeThatReachesForMoreThanArithmetic(String statement) {
    assertThat(inForward(statement)).isNotEmpty();
  }

  @Test
  void shouldRefuseAnAttributeWithAForbiddenNameEvenIfTheArchiveDeclaresIt() {
    // When
    List<String> problems =
        changed(
            Packages.code(
                code ->
                    code.replace("  training : bool", "  training : bool\n  save : bool")
                        .replace("torch.add(_0, _1)", "self.save(_0, _1)")));
    // Then
    assertThat(problems).hasSize(2).allMatch(problem -> problem.contains("save"));
  }

  @ParameterizedTest
  @CsvSource({
    "model/code/__torch__.pyc",
    "model/../evil.txt",
    "/etc/passwd",
    "model/extra/x.txt",
    "other/data/0",
    "model/DATA.PKL",
    "model/data/x",
    "C:/evil.txt"
  })
  void shouldRefuseAnEntryThatDoesNotBelong(String name) {
    assertThat(changed(entries -> entries.put(name, new byte[1]))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model/data.pkl", "model/constants.pkl"})
  void shouldMissAPickle(String name) {
    assertThat(changed(entries -> entries.remove(name)))
        .containsExactly("it has no entry '" + name.substring("model/".length()) + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080\u0002cos\nsystem\n)R.",
        "\u0080\u0002c__builtin__\neval\n)R.",
        "\u0080\u0002c__torch__\nNotThere\n)\u0081.",
        "\u0080\u0002ctorch._utils\n_rebuild_device_tensor\n.",
        "\u0080\u0004\u0093.",
        "\u0080\u0002ios\nsystem\n.",
        "\u0080\u0002)",
        "\u0080\u0002X\u00ff\u00ff\u00ff\u007f.",
        "\u0080\u0002).)",
        "\u0080\u0002\u0082\u0001.",
        "\u0080\u0002cos\nsys",
        ""
      })
  void shouldRefuseAPickleThatTorchScriptDoesNotWrite(String pickle) {
    // Given
    byte[] bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
    // When
    List<String> problems = changed(entries -> entries.put("model/constants.pkl", bytes));
    // Then
    assertThat(problems).isNotEmpty().allMatch(problem -> problem.startsWith("constants.pkl"));
  }

  @Test
  void shouldRefuseASecondDirectoryThatOtherReadersMightUse() {
    // Given a ZIP64 end record that disagrees with the plain one
    byte[] bytes = Arrays.copyOf(LINEAR, LINEAR.length + 76);
    int end = LINEAR.length - 22;
    System.arraycopy(LINEAR, end, bytes, bytes.length - 22, 22);
    Arrays.fill(bytes, end, end + 76, (byte) 0);
    System.arraycopy(new byte[] {'P', 'K', 6, 6}, 0, bytes, end, 4);
    System.arraycopy(new byte[] {'P', 'K', 6, 7}, 0, bytes, end + 56, 4);
    // When
    List<String> problems = SafetyGate.problems(bytes);
    // Then
    assertThat(problems).containsExactly("its two end records do not agree");
  }

  @Property(tries = 2000)
  void shouldNeverThrowAndNeverTakeChangedBytesForTheOnesThatWerePinned(
      @ForAll @IntRange(max = 1_000_000) int place, @ForAll @ByteRange(min = 1) byte change) {
    // Given
    byte[] bytes = LINEAR.clone();
    bytes[place % bytes.length] ^= change;
    // When
    List<String> problems = SafetyGate.problems(bytes);
    // Then
    assertThat(problems).doesNotContainNull();
    assertThat(Sha256.of(bytes)).isNotEqualTo(Sha256.of(LINEAR));
  }

  @Property(tries = 1000)
  void shouldNeverThrowForAnyPickle(@ForAll byte[] pickle) {
    // When
    List<String> problems = changed(entries -> entries.put("model/constants.pkl", pickle));
    // Then
    assertThat(problems).doesNotContainNull();
  }

  @Property(tries = 500)
  void shouldNeverThrowForAnyPrefix(@ForAll @IntRange(max = 1_000_000) int length) {
    // When
    List<String> problems = SafetyGate.problems(Arrays.copyOf(LINEAR, length % LINEAR.length));
    // Then
    assertThat(problems).isNotEmpty();
  }

  @Property(tries = 500)
  void shouldNeverThrowForAnyCode(@ForAll String code) {
    // When
    List<String> problems = changed(Packages.code(present -> present + "\n" + code));
    // Then
    assertThat(problems).doesNotContainNull();
  }
}
