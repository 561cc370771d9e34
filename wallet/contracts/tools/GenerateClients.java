import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.web3j.codegen.SolidityFunctionWrapperGenerator;

/// Generates `hearth.contracts.<Contract>` from each committed `<Contract>.json` with web3j's generator; does nothing when
/// the committed files and this program are the same as last time. Runs on the tool chain's JDK: the generator's classes are
/// too new for the JVM that Maven may run on. Arguments: the folder of JSON files, the folder to write to, this source.
class GenerateClients {
    private static final Pattern ABI = Pattern.compile("\"abi\": (\\[.*\\]),\\s+\"bytecode\"", Pattern.DOTALL);
    private static final Pattern BYTECODE = Pattern.compile("\"bytecode\": \"0x([0-9a-f]*)\"");
    /// What the generator's code does and our compiler would stop at.
    private static final String SUPPRESSED =
            "@SuppressWarnings({\"rawtypes\", \"unchecked\", \"deprecation\", \"removal\", \"serial\", \"this-escape\", \"cast\"})";

    public static void main(String[] args) throws Exception {
        Path committed = Path.of(args[0]);
        Path target = Path.of(args[1]);
        List<Path> contracts = jsonFiles(committed);
        if (contracts.isEmpty()) throw new IllegalStateException("no contract in " + committed);
        String fingerprint = fingerprint(contracts, Path.of(args[2]));
        Path seen = target.resolve("generated-from.sha256");
        Path packageFolder = target.resolve("hearth/contracts");
        if (Files.exists(seen) && Files.readString(seen).equals(fingerprint)) return;

        Path input = target.resolveSibling("contracts-abi");
        Files.createDirectories(input);
        Files.createDirectories(packageFolder);
        for (Path contract : contracts) generate(contract, input, target, packageFolder);
        Files.writeString(seen, fingerprint);
    }

    private static void generate(Path json, Path input, Path target, Path packageFolder) throws IOException {
        String name = json.getFileName().toString().replace(".json", "");
        String text = Files.readString(json);
        var abi = ABI.matcher(text);
        var bytecode = BYTECODE.matcher(text);
        if (!abi.find() || !bytecode.find()) throw new IllegalStateException(json + " has no abi or bytecode");
        Path abiFile = Files.writeString(input.resolve(name + ".abi"), abi.group(1));
        Path binFile = Files.writeString(input.resolve(name + ".bin"), bytecode.group(1));
        SolidityFunctionWrapperGenerator.main(new String[] {
            "-a", abiFile.toString(), "-b", binFile.toString(), "-o", target.toString(), "-p", "hearth.contracts", "-c", name
        });
        Path generated = packageFolder.resolve(name + ".java");
        String code = Files.readString(generated);
        String quiet = code.replace("@SuppressWarnings(\"rawtypes\")", SUPPRESSED);
        if (quiet.equals(code)) throw new IllegalStateException("the generator's output has another form: " + generated);
        Files.writeString(generated, quiet);
    }

    private static List<Path> jsonFiles(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(".json")).sorted().toList());
        }
    }

    private static String fingerprint(List<Path> contracts, Path self) throws Exception {
        var sha256 = MessageDigest.getInstance("SHA-256");
        for (Path file : contracts) {
            sha256.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            sha256.update(Files.readAllBytes(file));
        }
        sha256.update(Files.readAllBytes(self));
        return HexFormat.of().formatHex(sha256.digest());
    }
}
