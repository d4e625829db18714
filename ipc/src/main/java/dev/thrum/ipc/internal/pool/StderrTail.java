// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Passes a worker's standard error on to the standard error of this process, byte by byte, and remembers the last
/// lines for whoever has to explain the worker's death. One thread for each worker; the worker never waits for anybody
/// to look.
final class StderrTail {

    private static final int LINES = 20;
    private static final int LONGEST_LINE = 1_000;

    /// A grandchild that has inherited the stream can keep it open after the worker's death.
    private static final long LAST_WORDS_MILLIS = 500;

    private final Charset charset = Charset.forName(System.getProperty("native.encoding"));
    private final CountDownLatch ended = new CountDownLatch(1);

    // Guarded by this.
    private final ArrayDeque<String> lines = new ArrayDeque<>(LINES);
    private final byte[] line = new byte[LONGEST_LINE];
    private int lineLength;

    private StderrTail() {}

    static StderrTail follow(InputStream stderr, String threadName) {
        StderrTail tail = new StderrTail();
        Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(threadName)
                .start(() -> tail.pump(stderr));
        return tail;
    }

    /// The last lines, oldest first. To be called after the process has ended: waits a moment for the rest to arrive.
    List<String> lastWords() {
        boolean interrupted = false;
        try {
            ended.await(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return lines();
    }

    private synchronized List<String> lines() {
        List<String> snapshot = new ArrayList<>(lines);
        if (lineLength > 0) {
            snapshot.add(lineSoFar());
        }
        return snapshot;
    }

    private void pump(InputStream stderr) {
        byte[] buffer = new byte[4096];
        try (stderr) {
            for (int n = stderr.read(buffer); n >= 0; n = stderr.read(buffer)) {
                remember(buffer, n);
                System.err.write(buffer, 0, n);
                System.err.flush();
            }
        } catch (IOException e) {
            // The process was destroyed and its streams with it; what came until then has been kept.
            return;
        } finally {
            ended.countDown();
        }
    }

    private synchronized void remember(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                endLine();
            } else if (lineLength < LONGEST_LINE) {
                line[lineLength++] = bytes[i];
            }
        }
    }

    private void endLine() {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(lineSoFar());
        lineLength = 0;
    }

    private String lineSoFar() {
        int end = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
        return new String(line, 0, end, charset);
    }
}
