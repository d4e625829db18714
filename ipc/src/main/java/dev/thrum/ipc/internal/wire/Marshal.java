// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import dev.thrum.ipc.NotTransferableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Turns objects into bytes and back with Java serialization, within the limits of a [SerialPolicy]. Every failure, be
/// it of the value, of its own `writeObject` code or of the limits, comes out as [NotTransferableException] which
/// names the value; nothing else escapes except errors of the virtual machine. Immutable and thread-safe.
public final class Marshal {

    private final int maximum;
    private final @Nullable ObjectInputFilter filter;

    /// Sets the limits.
    ///
    /// @param maximum the largest serialized form, in bytes
    /// @param pattern classes to accept or refuse before the default policy is asked, in the syntax of
    ///     [ObjectInputFilter.Config#createFilter]; empty for none
    /// @throws IllegalArgumentException if the pattern is malformed
    public Marshal(int maximum, String pattern) {
        this.maximum = maximum;
        this.filter = ObjectInputFilter.Config.createFilter(pattern);
    }

    /// Serializes a value.
    ///
    /// @param what how the value is called in an error message, such as "the result"
    /// @param value what to write; null is a value like any other
    /// @return its serialized form
    /// @throws NotTransferableException if it cannot be serialized
    public byte[] write(String what, @Nullable Object value) throws NotTransferableException {
        BoundedOutput bytes = new BoundedOutput();
        try {
            // Not closed, for closing would write again after a failure; nothing but memory is behind it.
            ObjectOutputStream out = new ObjectOutputStream(bytes);
            out.writeObject(value);
            out.flush();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new NotTransferableException(what + " cannot be sent to another process: " + e, e);
        }
        return bytes.toByteArray();
    }

    /// Rebuilds a value.
    ///
    /// @param what how the value is called in an error message
    /// @param bytes its serialized form
    /// @param loader where to find its classes
    /// @return a new copy of the value
    /// @throws NotTransferableException if its classes are unknown here, are not accepted, or fail to be rebuilt
    public @Nullable Object read(String what, byte[] bytes, ClassLoader loader) throws NotTransferableException {
        SerialPolicy policy = new SerialPolicy(bytes.length, filter);
        try (ObjectInputStream in = new LoaderInput(new ByteArrayInputStream(bytes), loader)) {
            in.setObjectInputFilter(policy);
            return in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError | StackOverflowError e) {
            String refused = policy.refused();
            throw new NotTransferableException(refused == null
                    ? what + " cannot be rebuilt in this process: " + e
                    : what + " was not accepted: it contains " + refused
                            + "; if you trust that, widen the serial filter of the pool", e);
        }
    }

    /// Stops a runaway object graph before it has filled the heap.
    private final class BoundedOutput extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int b) throws IOException {
            checkRoom(1);
            bytes.write(b);
        }

        @Override
        public void write(byte[] b, int offset, int length) throws IOException {
            checkRoom(length);
            bytes.write(b, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }

        private void checkRoom(int length) throws IOException {
            if (length > maximum - bytes.size()) {
                throw new IOException("its serialized form is longer than the maximum of " + maximum + " bytes");
            }
        }
    }

    /// Looks classes up where the task comes from, not in the loader that happens to be nearest on the stack.
    private static final class LoaderInput extends ObjectInputStream {

        private final ClassLoader loader;

        LoaderInput(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                // Primitive types have no loader; the superclass knows them.
                return super.resolveClass(description);
            }
        }
    }
}
