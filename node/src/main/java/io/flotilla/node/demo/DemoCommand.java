package io.flotilla.node.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flotilla demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = false,
        description = {
            "Shows the whole product on this machine: four real Redis servers (and two memcached where it is installed),",
            "three proxies on 127.0.0.1, .2 and .3, a server killed and brought back, a proxy killed.",
            "Takes about half a minute, and ends every process that it started."
        })
public final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--keep",
            description = "Leave everything running at the end, until Ctrl-C, and print the addresses.")
    private boolean keep;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() throws Exception {
        boolean terminal = Boolean.getBoolean("flotilla.terminal");
        boolean unicode = isUtf8();
        PrintStream out = new PrintStream(
                new FileOutputStream(FileDescriptor.out),
                true,
                unicode ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII);
        Account account = new Account(out, terminal && System.getenv("NO_COLOR") == null, unicode);
        try (Demo demo = new Demo(account, launcher())) {
            boolean held = demo.run();
            if (keep) {
                demo.showAddresses();
                new CountDownLatch(1).await();
            }
            return held ? 0 : 1;
        } catch (IOException e) {
            System.err.println("flotilla demo: " + e.getMessage());
            return 1;
        }
    }

    /** The launcher of this distribution. */
    private static List<String> launcher() throws IOException {
        Path script = Path.of(System.getProperty("flotilla.home", "."), "bin", "flotilla");
        if (!Files.isExecutable(script)) {
            throw new IOException("there is no launcher " + script + "; start the demo by bin/flotilla demo");
        }
        return List.of(script.toString());
    }

    private static boolean isUtf8() {
        for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String value = System.getenv(name);
            if (value != null && !value.isEmpty()) {
                return value.toUpperCase(java.util.Locale.ROOT).matches(".*UTF-?8.*");
            }
        }
        return false;
    }
}
