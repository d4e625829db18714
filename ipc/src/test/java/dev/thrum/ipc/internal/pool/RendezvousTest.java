// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.ipc.AuthenticationException;
import dev.thrum.ipc.internal.wire.FrameReader;
import dev.thrum.ipc.internal.wire.FrameWriter;
import dev.thrum.ipc.internal.wire.Handshake;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RendezvousTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private static SocketChannel connect(Rendezvous rendezvous) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(rendezvous.socket()));
    }

    private static void authenticate(SocketChannel channel, byte[] key) throws IOException {
        new Handshake(new FrameReader(channel, Handshake.MAXIMUM_PAYLOAD),
                new FrameWriter(channel, Handshake.MAXIMUM_PAYLOAD), key).asClient();
    }

    private static CompletableFuture<SocketChannel> accept(Rendezvous rendezvous, byte[] key, Duration timeout) {
        CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                accepted.complete(rendezvous.accept(key, timeout));
            } catch (Throwable e) {
                accepted.completeExceptionally(e);
            }
        });
        return accepted;
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void strangersAreTurnedAwayAndWhoeverKnowsTheKeyIsAccepted() throws Exception {
        byte[] key = Handshake.newKey();
        try (Rendezvous rendezvous = Rendezvous.open(); SocketChannel babbler = connect(rendezvous)) {
            babbler.write(ByteBuffer.wrap(new byte[1000]));
            connect(rendezvous).close();
            var accepted = accept(rendezvous, key, LONG);
            try (SocketChannel guesser = connect(rendezvous)) {
                assertThatThrownBy(() -> authenticate(guesser, Handshake.newKey()))
                        .isInstanceOf(AuthenticationException.class);
            }
            assertThat(accepted).isNotDone();

            try (SocketChannel friend = connect(rendezvous)) {
                authenticate(friend, key);
                try (SocketChannel channel = accepted.get()) {
                    channel.write(ByteBuffer.wrap(new byte[] {42}));
                    ByteBuffer received = ByteBuffer.allocate(1);
                    friend.read(received);
                    assertThat(received.get(0)).isEqualTo((byte) 42);
                }
            }
        }
    }

    @Test
    void isPrivateAndLeavesNothing() throws Exception {
        Path folder;
        try (Rendezvous rendezvous = Rendezvous.open()) {
            Path arguments = rendezvous.writeArguments(new byte[] {1});
            folder = arguments.getParent();

            assertThat(permissions(folder)).isEqualTo("rwx------");
            assertThat(permissions(rendezvous.socket())).isEqualTo("rw-------");
            assertThat(permissions(arguments)).isEqualTo("rw-------");
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        try (Rendezvous rendezvous = Rendezvous.open()) {
            assertThatThrownBy(() -> rendezvous.accept(Handshake.newKey(), Duration.ofMillis(20)))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void stopsWaitingWhenTold() throws Exception {
        try (Rendezvous rendezvous = Rendezvous.open()) {
            var accepted = accept(rendezvous, Handshake.newKey(), LONG);

            rendezvous.stopListening();

            assertThatThrownBy(accepted::get).hasRootCauseInstanceOf(ClosedChannelException.class);
        }
    }
}
