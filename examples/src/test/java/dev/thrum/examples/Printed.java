// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples;

import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// What an example prints. Tests that use it lock [org.junit.jupiter.api.parallel.Resources#SYSTEM_OUT].
public record Printed(List<String> lines) {

    @FunctionalInterface
    public interface Example {
        void main() throws Exception;
    }

    /// Runs an example.
    public static Printed by(Example example) throws Exception {
        return captured(example, System.out, System::setOut);
    }

    /// Runs an example, and answers with what it logs. Tests that use it lock
    /// [org.junit.jupiter.api.parallel.Resources#SYSTEM_ERR] as well.
    public static Printed inLogBy(Example example) throws Exception {
        return captured(example, System.err, System::setErr);
    }

    /// Runs an example on a virtual clock, in a loop around its own ones.
    public static Printed inVirtualTimeBy(Example example) throws Exception {
        return by(() -> EventLoop.builder().clock(new VirtualClock()).run(() -> example.main()));
    }

    private static Printed captured(Example example, PrintStream real, Consumer<PrintStream> replace) throws Exception {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        replace.accept(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            example.main();
        } finally {
            replace.accept(real);
        }
        return new Printed(captured.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
