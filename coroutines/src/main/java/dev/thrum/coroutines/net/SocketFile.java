// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The file of a Unix-domain server: a name of the socket, which stays in the file system until somebody removes it.
///
/// @param path where it is
/// @param key which file it is, as far as the file system tells
record SocketFile(Path path, @Nullable Object key) {

    /// Binds a server to an address. A file that a server has left behind which is no more is replaced; that of one
    /// that lives, and anything that is no socket, is not.
    ///
    /// @return the file, or `null` for an address that has none
    static @Nullable SocketFile bind(ServerSocketChannel channel, SocketAddress address, int backlog)
            throws IOException {
        Path path = address instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
        try {
            channel.bind(address, backlog);
        } catch (SocketException e) {
            if (path == null || !isLeftBehind(path)) {
                throw named(e, address);
            }
            Files.deleteIfExists(path);
            channel.bind(address, backlog);
        }
        return path == null ? null : new SocketFile(path, attributes(path).fileKey());
    }

    private static BindException named(SocketException failure, SocketAddress address) {
        BindException named =
                new BindException("Cannot listen at " + Outside.text(address) + ": " + failure.getMessage());
        named.initCause(failure);
        return named;
    }

    /// Where nobody listens, a connection is refused at once.
    private static boolean isLeftBehind(Path path) throws IOException {
        try {
            if (!attributes(path).isOther()) {
                return false;
            }
            try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                client.configureBlocking(false);
                client.connect(UnixDomainSocketAddress.of(path));
                return false;
            }
        } catch (NoSuchFileException e) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /// Removes the file, unless somebody else has put another one in its place.
    void remove() throws IOException {
        try {
            if (Objects.equals(attributes(path).fileKey(), key)) {
                Files.delete(path);
            }
        } catch (NoSuchFileException _) {
            // Somebody was faster.
        }
    }
}
