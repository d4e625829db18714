// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Acquisition;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Where a reader of a [ReadWriteMutex] writes its name, away from all other readers.
final class ReaderSlot extends CacheLinePadding {

    private static final VarHandle READER;

    static {
        try {
            READER = MethodHandles.lookup().findVarHandle(ReaderSlot.class, "reader", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal") // written through READER
    private volatile @Nullable Thread reader;

    /// How often the reader has come again. Touched by it only.
    int nested;

    /// Written by the reader only.
    @Nullable Acquisition acquisition;

    @Nullable Thread reader() {
        return reader;
    }

    boolean take(Thread me) {
        return READER.compareAndSet(this, null, me);
    }

    void clear() {
        reader = null;
    }
}
