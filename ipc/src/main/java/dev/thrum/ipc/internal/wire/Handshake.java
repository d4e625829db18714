// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import dev.thrum.ipc.AuthenticationException;
import dev.thrum.ipc.CorruptFrameException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/// Mutual proof that both ends of a connection know the same key, before either reads an object from the other.
///
/// ```
///  client                                               server
///    |  HELLO      clientNonce                            |
///    | -------------------------------------------------> |
///    |  CHALLENGE  serverNonce, mac("server", nonces)     |
///    | <------------------------------------------------- |   the client checks the server first
///    |  PROOF      mac("client", nonces)                  |
///    | -------------------------------------------------> |   then the server checks the client
/// ```
///
/// `mac` is HMAC-SHA-256 over the role's label and both nonces, which are 32 fresh random bytes each. The label binds
/// the proof to a role, so a proof cannot be reflected to its author; the nonces bind it to this connection, so it
/// cannot be replayed. Neither side sends anything secret. Time-outs are the caller's business: it closes the channel.
public final class Handshake {

    /// The length of a key, in bytes.
    public static final int KEY_SIZE = 32;

    /// The longest payload of a handshake message; a stranger cannot make either side allocate more than this.
    public static final int MAXIMUM_PAYLOAD = 128;

    private static final byte HELLO = 'H';
    private static final byte CHALLENGE = 'C';
    private static final byte PROOF = 'P';

    private static final int NONCE_SIZE = 32;
    private static final int MAC_SIZE = 32;

    private final FrameReader reader;
    private final FrameWriter writer;
    private final byte[] key;

    /// Prepares one handshake.
    ///
    /// @param reader where the peer's messages come from, limited to [#MAXIMUM_PAYLOAD]
    /// @param writer where messages to the peer go
    /// @param key what both ends know
    /// @throws IllegalArgumentException if the key does not have [#KEY_SIZE] bytes
    public Handshake(FrameReader reader, FrameWriter writer, byte[] key) {
        if (key.length != KEY_SIZE) {
            throw new IllegalArgumentException("a key has " + KEY_SIZE + " bytes, this one has " + key.length);
        }
        this.reader = reader;
        this.writer = writer;
        this.key = key.clone();
    }

    /// Makes a key.
    ///
    /// @return fresh random bytes
    public static byte[] newKey() {
        return random(KEY_SIZE);
    }

    /// Plays the part of the side that accepted the connection.
    ///
    /// @throws AuthenticationException if the peer does not know the key
    /// @throws IOException if the peer sends something else, leaves, or the channel fails
    public void asServer() throws IOException {
        byte[] clientNonce = receive(HELLO, NONCE_SIZE);
        byte[] serverNonce = random(NONCE_SIZE);
        byte[] proof = mac("server", clientNonce, serverNonce);
        byte[] challenge = Arrays.copyOf(serverNonce, NONCE_SIZE + MAC_SIZE);
        System.arraycopy(proof, 0, challenge, NONCE_SIZE, MAC_SIZE);
        writer.write(new Frame(CHALLENGE, challenge));
        require(receive(PROOF, MAC_SIZE), mac("client", clientNonce, serverNonce), "connecting");
    }

    /// Plays the part of the side that opened the connection.
    ///
    /// @throws AuthenticationException if the peer does not know the key
    /// @throws IOException if the peer sends something else, leaves, or the channel fails
    public void asClient() throws IOException {
        byte[] clientNonce = random(NONCE_SIZE);
        writer.write(new Frame(HELLO, clientNonce));
        byte[] challenge = receive(CHALLENGE, NONCE_SIZE + MAC_SIZE);
        byte[] serverNonce = Arrays.copyOf(challenge, NONCE_SIZE);
        byte[] proof = Arrays.copyOfRange(challenge, NONCE_SIZE, NONCE_SIZE + MAC_SIZE);
        require(proof, mac("server", clientNonce, serverNonce), "listening");
        writer.write(new Frame(PROOF, mac("client", clientNonce, serverNonce)));
    }

    private byte[] receive(byte type, int size) throws IOException {
        Frame frame = reader.read().orElseThrow(
                () -> new AuthenticationException("the peer left before it had authenticated itself"));
        if (frame.type() != type || frame.payload().length != size) {
            throw new CorruptFrameException("handshake message '%c' of %d bytes, expected '%c' of %d bytes"
                    .formatted((char) frame.type(), frame.payload().length, (char) type, size));
        }
        return frame.payload();
    }

    private static void require(byte[] proof, byte[] expected, String side) throws AuthenticationException {
        if (!MessageDigest.isEqual(proof, expected)) {
            throw new AuthenticationException("the " + side + " process does not know the key of this connection");
        }
    }

    private byte[] mac(String role, byte[] clientNonce, byte[] serverNonce) {
        byte[] label = ("thrum-ipc 1 " + role + "\n").getBytes(StandardCharsets.US_ASCII);
        return HmacSha256.of(key, label, clientNonce, serverNonce);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
