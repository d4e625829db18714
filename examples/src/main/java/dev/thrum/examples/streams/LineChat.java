// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.streams;

import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.net.Connection;
import dev.thrum.coroutines.net.Server;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// A chat over a Unix-domain socket: whatever one says, all the others get. The first line is one's name.
///
/// All handlers run in one loop, one at a time, so the map of those present needs no lock.
final class LineChat {

    // @start region="room"
    private final Map<String, Connection> present = new TreeMap<>();

    private void serve(Connection connection) throws IOException, InterruptedException {
        String name = connection.reader().readLine().orElseThrow();
        connection.writer().write("present: " + present.keySet() + "\n");
        present.put(name, connection);
        try {
            tellOthers(name, name + " has come");
            for (String line : connection.reader().lines()) {
                tellOthers(name, name + ": " + line);
            }
        } finally {
            present.remove(name);
            tellOthers(name, name + " has gone");
        }
    }

    private void tellOthers(String name, String line) throws IOException, InterruptedException {
        for (Map.Entry<String, Connection> other : Map.copyOf(present).entrySet()) {
            if (!other.getKey().equals(name)) {
                other.getValue().writer().write(line + "\n");
            }
        }
    }
    // @end region="room"

    /// One who is in the room, and what is printed of what they see.
    private record Guest(String name, Connection connection) implements AutoCloseable {

        static Guest enter(SocketAddress room, String name) throws IOException, InterruptedException {
            Guest guest = new Guest(name, Connection.connect(room));
            guest.say(name);
            guest.see();
            return guest;
        }

        void say(String line) throws IOException, InterruptedException {
            connection.writer().write(line + "\n");
        }

        void see() throws IOException, InterruptedException {
            IO.println(name + " sees: " + connection.reader().readLine().orElse("the end"));
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    void main() throws Exception {
        Path folder = Files.createTempDirectory("chat");
        UnixDomainSocketAddress room = UnixDomainSocketAddress.of(folder.resolve("room"));
        EventLoop.run(() -> {
            try (Server _ = Server.listen(room, this::serve); Guest ann = Guest.enter(room, "ann")) {
                try (Guest bob = Guest.enter(room, "bob")) {
                    ann.see();
                    bob.say("hello");
                    ann.see();
                    ann.say("hello, bob");
                    bob.see();
                }
                ann.see();
            }
            return room;
        });
        Files.delete(folder);                               // the socket's file is gone already
    }
}
