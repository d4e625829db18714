// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// What has arrived and was not consumed yet. Not thread-safe.
final class InputBuffer {

    // Where the bytes are:
    //
    //     0         from               to          bytes.length
    //     | consumed | to be consumed  | free       |
    //
    // It doubles when it is full, whatever is waited for; so a peer that announces much and sends nothing costs nothing.
    // When it is empty again, what it has grown is given back.

    private static final int STEP = 8 * 1024;
    private static final int KEPT = 64 * 1024;
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final ByteSource source;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int from;
    private int to;
    private boolean hasEnded;

    InputBuffer(ByteSource source) {
        this.source = source;
    }

    int size() {
        return to - from;
    }

    boolean hasEnded() {
        return hasEnded;
    }

    /// Takes note of what a read of the source has answered.
    int noteEnd(int read) {
        hasEnded |= read < 0;
        return read;
    }

    /// Waits until there are as many bytes.
    ///
    /// @return false if the stream has ended before
    boolean await(int number) throws IOException, InterruptedException {
        while (size() < number && !hasEnded) {
            makeRoom(number);
            int read = noteEnd(source.read(bytes.limit(bytes.capacity()).position(to)));
            to += Math.max(read, 0);
        }
        return size() >= number;
    }

    /// Makes room for at least one byte more, on the way to as many as are wanted.
    private void makeRoom(int wanted) throws IOException {
        int size = size();
        if (size == 0) {
            from = 0;
            to = 0;
        }
        if (wanted > MOST) {
            throw new IOException("A buffer of " + wanted + " bytes does not fit into an array");
        }
        int capacity = bytes.capacity();
        if (to < capacity && (from == 0 || wanted <= capacity - from)) {
            return;
        }
        if (from > 0 && (wanted <= capacity || size <= capacity / 2)) {
            moveTo(bytes.array());
        } else {
            moveTo(new byte[Math.clamp(2L * size, STEP, MOST)]);
        }
    }

    private void moveTo(byte[] target) {
        int size = size();
        System.arraycopy(bytes.array(), from, target, 0, size);
        if (target != bytes.array()) {
            bytes = ByteBuffer.wrap(target);
        }
        from = 0;
        to = size;
    }

    int moveTo(ByteBuffer target) {
        int number = Math.min(size(), target.remaining());
        target.put(bytes.array(), from, number);
        skip(number);
        return number;
    }

    byte[] take(int number) {
        byte[] taken = Arrays.copyOfRange(bytes.array(), from, from + number);
        skip(number);
        return taken;
    }

    void skip(int number) {
        from += number;
        if (from == to && bytes.capacity() > KEPT) {
            bytes = ByteBuffer.allocate(0);
            from = 0;
            to = 0;
        }
    }

    /// The first four bytes, which must have come.
    int peekInt() {
        return bytes.getInt(from);
    }

    /// Where something ends that is to be found.
    ///
    /// @param start from where on to look, counted from the first byte that was not consumed
    /// @return the number of bytes up to its end; -1 if it has not come
    int indexAfter(byte[] wanted, int start) {
        byte[] all = bytes.array();
        int last = to - wanted.length;
        for (int i = from + start; i <= last; i++) {
            if (all[i] == wanted[0] && Arrays.equals(all, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i + wanted.length - from;
            }
        }
        return -1;
    }
}
