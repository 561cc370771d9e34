package hearth.trainer.strangers;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;
import hearth.trainer.RecipeArchive;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class ProgramScanTest {
    private static final Path SOURCES = Path.of("src/main/recipes");
    private static final String TERM = "torch.linear(x,";

    @TempDir Path folder;
    private final Map<String, byte[]> recipes = new TreeMap<>();
    private final TreeMap<String, String> sources = new TreeMap<>();
    private String model = "";

    @BeforeEach
    void read() throws IOException {
        for (var name : List.of("cnn", "gpt", "lora", "mlp")) {
            recipes.put(name, Files.readAllBytes(Path.of("target/recipes", name + ".pt")));
        }
        for (var file : List.of("adamw.py", "program.py")) {
            sources.put(file, Files.readString(SOURCES.resolve("shared").resolve(file)));
        }
        model = Files.readString(SOURCES.resolve("mlp/model.py"));
        sources.put("model.py", model);
    }

    private Optional<String> objection(byte[] archive) {
        return ProgramScan.objection("mlp", recipe("mlp"), archive);
    }

    private byte[] recipe(String name) {
        return Objects.requireNonNull(recipes.get(name));
    }

    private byte[] pack(String other) {
        var all = new TreeMap<>(sources);
        all.put("model.py", other);
        return RecipeArchive.pack("mlp", all);
    }

    @Test
    void ourOwnRecipesAreInTheFormThatAStrangersMustBeIn() {
        recipes.forEach(
                (name, archive) ->
                        assertThat(ProgramScan.objection(name, archive, archive))
                                .as(name)
                                .isEmpty());
    }

    @Test
    void letsAnotherModelOfHarmlessOperatorsPass() {
        var other =
                model.replace("torch.relu(x)", "torch.where(x > 0.0, x, torch.tanh(x) * 1e-2)")
                        .replace("# inputs", "# Another model. inputs");
        assertThat(other).isNotEqualTo(model);
        assertThat(objection(pack(other))).isEmpty();
    }

    @Test
    void refusesEveryTermThatIsMoreThanArithmeticAndNamesItsLine() {
        var terms =
                List.of(
                        "torch.save(x, \"stolen\")",
                        "torch.load(\"stolen\")",
                        "torch.from_file(\"stolen\", False, 8)",
                        "torch . from_file(\"stolen\", False, 8)",
                        "torch.\n    from_file(\"stolen\", False, 8)",
                        "(torch.from_file)(\"stolen\", False, 8)",
                        "[torch.from_file][0](\"stolen\", False, 8)",
                        "torch._C.from_file(x)",
                        "torch.ops.evil.run(x)",
                        "torch.jit.fork(x)",
                        "torch.classes.evil.run(x)",
                        "torch.autograd.grad([x], [x])",
                        "torch.as_strided(x, [9000000000], [1])",
                        "torch.empty([8])",
                        "torch.empty_like(x)",
                        "torch.rand([8])",
                        "torch.randn_like(x)",
                        "torch.dropout(x, 0.5, True)",
                        "torch.bernoulli(x)",
                        "torch.set_num_threads(99)",
                        "torch._unsafe_view(x, [1])",
                        "torch._reshape_alias(x, [9000000000], [1])",
                        "torch.resize_(x, [9000000000])",
                        "torch.set_(x, x)",
                        "torch.tensor(1)",
                        "torch.cuda.current_device()",
                        "torch",
                        "torch.relu.save(x)",
                        "ops.aten._reshape_alias(x, [9000000000], [1])",
                        "ops.prim.Print(x)",
                        "ops",
                        "x.as_strided([9000000000], [1])",
                        "x.resize_([9000000000])",
                        "x.set_(x)",
                        "x.data_ptr()",
                        "x.storage()",
                        "x.add_(x)",
                        "x.requires_grad_(True)",
                        "x.to",
                        "x.relu().backward()",
                        "params[0].copy_(x)",
                        "__torch__.torch.classes.evil.run(x)",
                        "__torch__.os.system(x)",
                        "__torch__.program.loss(params, x, x)",
                        "__torch__.model",
                        "__torch__.model.__class__(x)",
                        "__torch__.model.classify.graph(x)",
                        "fork(x)",
                        "wait(x)",
                        "getattr(x, \"save\")",
                        "hasattr(x, \"save\")",
                        "print(x)",
                        "open(\"stolen\")",
                        "eval(\"stolen\")",
                        "uninitialized(Tensor)",
                        "unchecked_cast(Tensor, x)",
                        "CONSTANTS.c0",
                        "Evil(x)",
                        "__import__(\"os\")",
                        "x.__class__",
                        "\"/etc/passwd\"",
                        "\"\\x2f\"",
                        "'passwd'",
                        "\"\"\"passwd\"\"\"",
                        "{}",
                        "x @ x",
                        "x; x",
                        "\tx",
                        "x\u00a0",
                        "ｔorch.save(x)",
                        "x  # type: Evil",
                        "x  # é",
                        "(lambda: x)",
                        "1.0(x)",
                        "\"word\"(x)",
                        "x()(x)",
                        ".5",
                        "(".repeat(30) + "x" + ")".repeat(30),
                        "x".repeat(60));
        var passed =
                terms.stream()
                        .filter(
                                term ->
                                        objection(pack(model.replace(TERM, term + " + " + TERM)))
                                                .filter(o -> o.matches("model.py line \\d+: .+"))
                                                .isEmpty())
                        .toList();
        assertThat(passed).isEmpty();
    }

    @Test
    void refusesStatementsThatModelsDoNotNeedAndFindsWhatIsHidden() {
        var hidden = "\n\ndef quiet(x: Tensor) -> Tensor:\n  return torch.from_file(x)\n";
        assertThat(objection(pack(model + hidden)).orElseThrow())
                .isEqualTo(
                        "model.py line %d: torch.from_file is not allowed"
                                .formatted(model.lines().count() + 4));
        for (var statement :
                List.of(
                        "import os",
                        "from os import system",
                        "class quiet:",
                        "class Quiet(Module):",
                        "  with x:",
                        "  raise x",
                        "  assert x",
                        "  del x",
                        "  global x",
                        "  f = torch.from_file",
                        "  f = fork",
                        "  torch.save = x")) {
            assertThat(objection(pack(statement + "\n" + model))).as(statement).isPresent();
        }
        assertThat(objection(pack("x = 1\n".repeat(50_000)))).isPresent();
        assertThat(objection(pack("#\n".repeat(200_000)))).isPresent();
    }

    @Test
    void refusesEveryArchiveThatOurPackerWouldNotHaveMade() throws IOException {
        var good = pack(model);
        var cases = new LinkedHashMap<String, byte[]>();
        cases.put("nothing", new byte[0]);
        cases.put("no zip", "model.py".getBytes(StandardCharsets.US_ASCII));
        cases.put("cut", Arrays.copyOf(good, good.length / 2));
        cases.put("cut at the end", Arrays.copyOf(good, good.length - 1));
        cases.put("longer", Arrays.copyOf(good, good.length + 1));
        cases.put("something before", join(new byte[7], good));
        cases.put("twice", join(good, good));
        cases.put("over 1 MiB", join(good, new byte[1 << 20]));
        cases.put("compressed", zip(ZipEntry.DEFLATED, Map.of()));
        cases.put("a bomb", zip(ZipEntry.DEFLATED, Map.of("mlp/data/0", "0".repeat(1 << 24))));
        cases.put(
                "another object",
                edited(good, "c__torch__.program\nProgram\n", "c__torch__.program\nprogram\n"));
        cases.put(
                "a call in the pickle",
                edited(good, "c__torch__.program\nProgram\n", "cposix_____________\nsystem\n"));
        cases.put("another version", edited(good, "3\n", "9\n"));
        cases.put("another byte order", edited(good, "little", "bigbig"));
        cases.put("another training step", edited(good, "total = loss", "total = lost"));
        cases.put("another entry", zip(ZipEntry.STORED, Map.of("mlp/data/0", "tensor")));
        cases.put("a way out", zip(ZipEntry.STORED, Map.of("mlp/../../evil", "x")));
        cases.put("a Java class", zip(ZipEntry.STORED, Map.of("lib/classes/Evil.java", "x")));
        cases.put("many entries", zip(ZipEntry.STORED, many()));
        cases.put("another recipe", recipe("cnn"));
        cases.put("another folder", RecipeArchive.pack("evil", new TreeMap<>(sources)));
        for (int at : new int[] {4, 6, 8, 14, 18, 22, 26, 28}) {
            var bytes = good.clone();
            bytes[at] ^= 1;
            cases.put("a header changed at " + at, bytes);
        }
        for (int fromEnd : new int[] {1, 2, 6, 10, 12, 14, 30, 60}) {
            var bytes = good.clone();
            bytes[bytes.length - fromEnd] ^= 1;
            cases.put("the directory changed at " + fromEnd, bytes);
        }
        var passed =
                cases.entrySet().stream()
                        .filter(c -> objection(c.getValue()).isEmpty())
                        .map(Map.Entry::getKey)
                        .toList();
        assertThat(passed).isEmpty();
        assertThat(objection(good)).isEmpty();
    }

    @Test
    void aListIsReadWholeOrNotAtAll() throws IOException {
        var hash = Sha256.of("program");
        var other = Sha256.of("another");
        var file = folder.resolve("programs");
        assertThat(ProgramList.read(file)).isEqualTo(ProgramList.NONE);

        Files.writeString(file, "# mine\n" + hash.hex() + "  # looked at on Monday\n\n");
        assertThat(ProgramList.read(file).allows(hash)).isTrue();
        assertThat(ProgramList.read(file).allows(other)).isFalse();

        Files.writeString(file, hash.hex() + "\nall of them\n");
        assertThat(ProgramList.read(file)).isEqualTo(ProgramList.NONE);
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(ProgramList.read(file)).isEqualTo(ProgramList.NONE);
    }

    private static Map<String, String> many() {
        var names = new TreeMap<String, String>();
        for (int i = 0; i < 5000; i++) {
            names.put("mlp/data/" + i, "");
        }
        return names;
    }

    /// The honest entries and these.
    private byte[] zip(int method, Map<String, String> more) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setMethod(method);
            for (var source : sources.entrySet()) {
                put(zip, "mlp/code/__torch__/" + source.getKey(), source.getValue());
            }
            for (var entry : more.entrySet()) {
                put(zip, entry.getKey(), entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        var content = text.getBytes(StandardCharsets.UTF_8);
        var entry = new ZipEntry(name);
        var crc = new CRC32();
        crc.update(content);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] edited(byte[] good, String old, String replacement) {
        var text = new String(good, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(old);
        return text.replace(old, replacement).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
