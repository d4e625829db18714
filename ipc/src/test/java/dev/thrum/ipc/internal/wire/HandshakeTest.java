// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.ipc.AuthenticationException;
import dev.thrum.ipc.CorruptFrameException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HandshakeTest {

    private final byte[] key = Handshake.newKey();
    private Pipe toServer;
    private Pipe toClient;

    @BeforeEach
    void open() throws IOException {
        toServer = Pipe.open();
        toClient = Pipe.open();
    }

    @AfterEach
    void close() throws IOException {
        for (Pipe pipe : new Pipe[] {toServer, toClient}) {
            pipe.sink().close();
            pipe.source().close();
        }
    }

    private FrameReader serverReader() {
        return new FrameReader(toServer.source(), Handshake.MAXIMUM_PAYLOAD);
    }

    private FrameWriter serverWriter() {
        return new FrameWriter(toClient.sink(), Handshake.MAXIMUM_PAYLOAD);
    }

    private FrameReader clientReader() {
        return new FrameReader(toClient.source(), Handshake.MAXIMUM_PAYLOAD);
    }

    private FrameWriter clientWriter() {
        return new FrameWriter(toServer.sink(), Handshake.MAXIMUM_PAYLOAD);
    }

    private interface Side {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> start(Side side) {
        return CompletableFuture.runAsync(() -> {
            try {
                side.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, Thread::startVirtualThread);
    }

    private CompletableFuture<Void> startServer() {
        return start(() -> new Handshake(serverReader(), serverWriter(), key).asServer());
    }

    @Test
    void twoSidesWithTheSameKeyAccept() {
        var server = startServer();

        assertThatCode(() -> new Handshake(clientReader(), clientWriter(), key).asClient()).doesNotThrowAnyException();
        assertThatCode(server::get).doesNotThrowAnyException();
    }

    @Test
    void aStrangerIsNotAcceptedByTheServer() throws Exception {
        var server = startServer();
        clientWriter().write(new Frame((byte) 'H', new byte[32]));
        assertThat(clientReader().read()).isPresent();

        clientWriter().write(new Frame((byte) 'P', new byte[32]));

        assertThatThrownBy(server::get).isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(AuthenticationException.class).rootCause().hasMessageContaining("connecting");
    }

    @Test
    void aServerThatDoesNotKnowTheKeyGetsNoProofFromTheClient() throws Exception {
        var server = start(() -> new Handshake(serverReader(), serverWriter(), Handshake.newKey()).asServer());

        assertThatThrownBy(() -> new Handshake(clientReader(), clientWriter(), key).asClient())
                .isInstanceOf(AuthenticationException.class).hasMessageContaining("listening");
        toServer.sink().close();
        assertThatThrownBy(server::get).hasRootCauseInstanceOf(AuthenticationException.class)
                .rootCause().hasMessageContaining("left before");
    }

    @Test
    void aProofReflectedToItsAuthorFails() throws Exception {
        var server = startServer();
        clientWriter().write(new Frame((byte) 'H', new byte[32]));
        byte[] challenge = clientReader().read().orElseThrow().payload();
        byte[] serversOwnProof = Arrays.copyOfRange(challenge, 32, 64);

        clientWriter().write(new Frame((byte) 'P', serversOwnProof));

        assertThatThrownBy(server::get).hasRootCauseInstanceOf(AuthenticationException.class);
    }

    @Test
    void aReplayedProofFails() throws Exception {
        // Listen in on a good conversation ...
        var server = startServer();
        var recorded = new ByteArrayOutputStream();
        var tee = new FrameWriter(Channels.newChannel(new OutputStream() {
            private final OutputStream real = Channels.newOutputStream(toServer.sink());

            @Override
            public void write(int b) throws IOException {
                recorded.write(b);
                real.write(b);
            }
        }), Handshake.MAXIMUM_PAYLOAD);
        new Handshake(clientReader(), tee, key).asClient();
        server.get();

        // ... and say the same to the next server.
        close();
        open();
        var next = startServer();
        Channels.newOutputStream(toServer.sink()).write(recorded.toByteArray());

        assertThatThrownBy(next::get).hasRootCauseInstanceOf(AuthenticationException.class);
    }

    @Test
    void garbageIsRefusedBeforeAnythingIsAllocated() throws Exception {
        var server = startServer();

        Channels.newOutputStream(toServer.sink()).write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(server::get).hasRootCauseInstanceOf(CorruptFrameException.class);
    }

    @Test
    void anEmptyOrShortKeyIsRefused() {
        assertThatThrownBy(() -> new Handshake(clientReader(), clientWriter(), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Handshake(clientReader(), clientWriter(), new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
