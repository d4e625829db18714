// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Resource;
import java.io.Closeable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our end of a pipe to or from a child process, at which a thread works for the strands that want something of it.
///
/// @param <S> the stream
abstract sealed class Pipe<S extends Closeable> implements Resource, Runnable permits PipeReader, PipeWriter {

    // Why a thread
    //
    // A read of a process's pipe cannot be interrupted, nor does closing the stream end it; only the other side can, by
    // writing or by ending. A virtual thread that reads keeps its carrier meanwhile. (Measured on JDK 25: the JDK adds
    // a carrier for each, up to `jdk.virtualThreadScheduler.maxPoolSize`; then no virtual thread runs any more.) So a
    // platform thread reads, begun by the first who wants something, and whoever wants it waits in a queue of this
    // library, which can be cancelled. What arrives after a cancellation stays here for the next. A write to a pipe
    // that is full can no more be interrupted than a read.
    static final Logger LOG = LoggerFactory.getLogger(Subprocess.class);

    private final String name;
    final S stream;

    /// @param name of what is read or written, as messages show it
    /// @param stream for the thread
    Pipe(String name, S stream) {
        this.name = name;
        this.stream = stream;
    }

    @Override
    public String name() {
        return name;
    }
}
