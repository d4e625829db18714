// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// HMAC-SHA-256 as RFC 2104 defines it: `H(key ^ outer, H(key ^ inner, text))`.
///
/// `javax.crypto.Mac` does the same, but the first use of that package in a process verifies security providers, which
/// costs a worker a good part of the time that its JVM needs to start.
final class HmacSha256 {

    private static final int BLOCK_SIZE = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private HmacSha256() {}

    /// Authenticates the concatenation of the parts.
    ///
    /// @param key at most [#BLOCK_SIZE] bytes; longer ones would have to be hashed first
    static byte[] of(byte[] key, byte[]... parts) {
        MessageDigest digest = sha256();
        digest.update(padded(key, INNER));
        for (byte[] part : parts) {
            digest.update(part);
        }
        byte[] inner = digest.digest();
        digest.update(padded(key, OUTER));
        return digest.digest(inner);
    }

    private static byte[] padded(byte[] key, byte pad) {
        if (key.length > BLOCK_SIZE) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes, at most " + BLOCK_SIZE);
        }
        byte[] block = new byte[BLOCK_SIZE];
        for (int i = 0; i < BLOCK_SIZE; i++) {
            block[i] = (byte) ((i < key.length ? key[i] : 0) ^ pad);
        }
        return block;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
        }
    }
}
