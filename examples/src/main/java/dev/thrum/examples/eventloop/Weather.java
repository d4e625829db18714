// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.TaskGroup;
import java.time.Duration;

/// The course's case for all this: a program asks for the weather forecast every now and then, the server is slow, and
/// the clients wait.
///
/// Here they do not. One task asks for the forecast, again and again; the others answer clients, with the forecast that
/// is there. Nobody needs a lock for it, as it changes between two waits. Clients who come before the first forecast
/// wait for that, all for the same task.
///
/// See the times: the server takes four seconds each time, and no client but the first waits for it.
///
/// Try: have a client insist on a forecast that is not older than two seconds.
final class Weather {

    private Diary diary = new Diary();
    private String forecast = "";

    private static String slowServer(int day) throws InterruptedException {
        Strand.sleep(Duration.ofSeconds(4));
        return "day " + day + ": " + (day % 2 == 0 ? "rain" : "sun");
    }

    private void renew() throws InterruptedException {
        for (int day = 2; day <= 3; day++) {
            Strand.sleep(Duration.ofSeconds(1));
            forecast = slowServer(day);
        }
    }

    private void client(int comesAt, Task<?> first) throws Exception {
        Strand.sleep(Duration.ofSeconds(comesAt));
        first.await();
        diary.note("the client who came at " + comesAt + " s is told: " + forecast);
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            new TaskGroup().run(group -> {
                Task<?> first = group.spawn("first forecast", () -> {
                    forecast = slowServer(1);
                });
                for (int second : new int[] {1, 6, 8, 10, 15}) {
                    group.spawn("client " + second, () -> client(second, first));
                }
                first.await();
                renew();
            });
        });
    }
}
