// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.benchmarks.Suite.Java;
import dev.thrum.benchmarks.Suite.Jmh;
import dev.thrum.benchmarks.Suite.Python;
import dev.thrum.benchmarks.Suite.Setting;
import dev.thrum.benchmarks.Suite.Target;
import java.util.List;

/// All suites.
final class Suites {

    private static final Setting AS_IT_IS = new Setting("");
    private static final Setting PLATFORM = new Setting("platform thread");
    private static final Setting VIRTUAL = new Setting("virtual thread", "-Djmh.executor=VIRTUAL");
    private static final Setting ONE_CARRIER = new Setting("virtual thread, one carrier",
            "-Djmh.executor=VIRTUAL",
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1");
    private static final Setting PLATFORM_THREADS = new Setting("platform threads ");
    private static final Setting VIRTUAL_THREADS = new Setting("virtual threads ", "-Djmh.executor=VIRTUAL");
    private static final List<Setting> KINDS = List.of(PLATFORM_THREADS, VIRTUAL_THREADS);
    private static final Setting BUSY_PLATFORM = PLATFORM.whileBusy();
    private static final Setting BUSY_VIRTUAL = VIRTUAL.whileBusy();

    /// Where the user has opened `java.lang`.
    private static final Setting INLINE = new Setting("platform thread, inline carrier",
            "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dthrum.generators.engine=inline")
            .only("generatorNext|coroutineSend|continuation");
    private static final Setting BUSY_INLINE = INLINE.whileBusy();

    /// Where bodies are compiled into state machines.
    private static final Setting COMPILED = new Setting("platform thread, compiled bodies",
            "-Dthrum.generators.engine=compiled")
            .only("generatorNext|coroutineSend|generatorStart|pullDepth.*|continuation|kotlin.*|synchronousQueues"
                    + "|virtualThread|parkedVirtualThread");
    private static final Setting COMPILED_MEMORY = new Setting("compiled bodies", COMPILED.jvmOptions().getFirst());

    private static final List<Setting> CONSUMERS = List.of(PLATFORM, VIRTUAL, ONE_CARRIER, COMPILED);
    private static final List<Setting> CONSUMERS_AND_LOADS =
            List.of(PLATFORM, VIRTUAL, ONE_CARRIER, BUSY_PLATFORM, BUSY_VIRTUAL, INLINE, BUSY_INLINE,
                    COMPILED);

    private static final String LARGER_HEAP = "-Xmx4g";
    private static final Setting SECONDS = new Setting("seconds", LARGER_HEAP).only(".*Time");
    private static final Setting MEBIBYTES = new Setting("MiB of memory", LARGER_HEAP).only(".*Memory");

    private static final List<Target> CHANNEL_TARGETS = List.of(
            new Target("C1", "channel", 0.9, "jox"), new Target("C1", "channel", 1.0, "kotlinBlocking"));

    static final List<Suite> ALL = List.of(
            new Suite("uncontended-lock", "Uncontended lock and unlock", Suite.NANOS,
                    List.of(new Jmh(UncontendedLock.class)), List.of(PLATFORM, VIRTUAL), List.of(
                            new Target("L1", "mutex", 1.0, "reentrantLock"),
                            new Target("L1", "reentrantMutex", 1.0, "reentrantLock"),
                            new Target("L1", "readLock", 1.0, "reentrantLock"),
                            new Target("L1", "countingSemaphore", 1.0, "semaphore"))),
            new Suite("contended-lock", "An increment under a contended, unfair lock", Suite.NANOS,
                    List.of(new Jmh(ContendedLock.class)), List.of(AS_IT_IS), List.of(
                            new Target("L2", "mutex", 1.0, "reentrantLock", "semaphore", "monitor", "kotlinMutex"),
                            new Target("L2", "reentrantMutex", 1.0, "reentrantLock", "semaphore", "monitor", "kotlinMutex"),
                            new Target("L2", "countingSemaphore", 1.0, "reentrantLock", "semaphore", "monitor", "kotlinMutex"))).withContention(),
            new Suite("fair-lock", "An increment under a contended, fair lock", Suite.NANOS,
                    List.of(new Jmh(FairLock.class)), List.of(AS_IT_IS), List.of(
                            new Target("L3", "mutex", 0.7, "reentrantLock"),
                            new Target("L3", "reentrantMutex", 0.7, "reentrantLock"),
                            new Target("L3", "countingSemaphore", 0.7, "reentrantLock"))).withContention(),
            new Suite("deadlock-detection", "An increment with and without the detection of deadlocks", Suite.NANOS,
                    List.of(new Jmh(DeadlockDetection.class)), List.of(AS_IT_IS), List.of(
                            new Target("D1", "on", 1.05, "off"))).withContention(),
            new Suite("channel-rendezvous", "An item handed from a sender to a receiver", Suite.NANOS,
                    List.of(new Jmh(ChannelRendezvous.class)), List.of(AS_IT_IS), CHANNEL_TARGETS).withContention(),
            new Suite("channel-buffered", "An item through a channel that holds 64", Suite.NANOS,
                    List.of(new Jmh(ChannelBuffered.class)), List.of(AS_IT_IS), CHANNEL_TARGETS).withContention(),
            new Suite("channel-select", "An item received by a select over two channels", Suite.NANOS,
                    List.of(new Jmh(ChannelSelect.class)), List.of(AS_IT_IS), CHANNEL_TARGETS).withContention(),
            new Suite("queue-1024", "An element through a queue of capacity 1,024", Suite.NANOS,
                    List.of(new Jmh(QueueOf1024.class)), KINDS, List.of(
                            new Target("Q1", "fifoQueue", 0.7, "arrayBlockingQueue"),
                            new Target("Q1", "fifoQueue", 0.6, "joxChannel"),
                            new Target("Q1", "fifoQueue", 1.2, "spinningQueue"))).withContention(),
            new Suite("queue-pair", "An element between one producer and one consumer, capacity 1,024", Suite.NANOS,
                    List.of(new Jmh(QueuePair.class)), KINDS, List.of(
                            new Target("Q1", "fifoQueue", 1.5, "spinningPair"))).withContention(),
            new Suite("queue-16", "An element through a queue of capacity 16", Suite.NANOS,
                    List.of(new Jmh(QueueOf16.class)), KINDS, List.of(
                            new Target("Q2", "fifoQueue", 0.3, "arrayBlockingQueue", "linkedBlockingQueue", "joxChannel",
                                    "kotlinChannel").in(PLATFORM_THREADS),
                            new Target("Q2", "fifoQueue", 0.7, "arrayBlockingQueue", "linkedBlockingQueue", "joxChannel",
                                    "kotlinChannel").in(VIRTUAL_THREADS))).withContention(),
            new Suite("loop-switch", "A switch between 100 strands; the start and end of one of 100,000", Suite.NANOS,
                    List.of(new Jmh(LoopSwitch.class), new Python("loop_switch.py")), List.of(AS_IT_IS), List.of(
                            new Target("E1", "batonYield", 1.3, "virtualThreadYield"),
                            new Target("E1", "batonYield", 0.25, "asyncioYield"),
                            new Target("E1", "eventLoopYield", 1.3, "virtualThreadYield"),
                            new Target("E1", "eventLoopYield", 0.25, "asyncioYield"),
                            new Target("E2", "batonSpawn", 1.5, "virtualThreadSpawn"),
                            new Target("E2", "batonSpawn", 0.08, "asyncioSpawn"),
                            new Target("E2", "eventLoopSpawn", 1.5, "virtualThreadSpawn"),
                            new Target("E2", "eventLoopSpawn", 0.08, "asyncioSpawn"))),
            new Suite("echo-server", "A message of 64 bytes to a server and back, one after the other on 100 connections", Suite.NANOS,
                    List.of(new Java(EchoLoad.class)), List.of(AS_IT_IS), List.of(
                            new Target("E5", "eventLoop", 0.5, "asyncio"),
                            new Target("E5", "eventLoop", 1.25, "virtualThreadPerConnection"))),
            new Suite("loop-sleepers", "A million that sleep for a second, in a process of their own", "Seconds, and MiB",
                    List.of(new Java(LoopSleepers.class, "eventLoop"), new Java(LoopSleepers.class, "virtualThread"),
                            new Java(LoopSleepers.class, "kotlin"), new Python("loop_sleepers.py")),
                    List.of(SECONDS, MEBIBYTES), List.of(
                            new Target("E3", "eventLoopTime", 0.35, "virtualThreadTime").in(SECONDS),
                            new Target("E3", "eventLoopMemory", 1.1, "virtualThreadMemory").in(MEBIBYTES))),
            new Suite("loop-timers", "A timer that is set and cancelled", Suite.NANOS,
                    List.of(new Jmh(LoopTimers.class), new Python("loop_timers.py")), List.of(AS_IT_IS), List.of(
                            new Target("E4", "eventLoopCallLater", 0.5, "scheduledThreadPool"),
                            new Target("E4", "batonAt", 0.5, "scheduledThreadPool"))),
            new Suite("loop-queue", "An item, or a lock, that goes from one task to another of the same loop",
                    Suite.NANOS, List.of(new Jmh(LoopQueue.class), new Python("loop_queue.py")), List.of(AS_IT_IS), List.of(
                            new Target("E6", "queueOf1024", 0.3, "asyncioQueueOf1024"),
                            new Target("E6", "queueOf16", 0.3, "asyncioQueueOf16"),
                            new Target("E6", "mutex", 0.3, "asyncioLock"),
                            new Target("E6", "fairMutex", 0.3, "asyncioLock"))),
            new Suite("generator-push", "An item of an iteration from beginning to end", Suite.NANOS,
                    List.of(new Jmh(GeneratorPush.class), new Python("generator_push.py")), List.of(AS_IT_IS), List.of(
                            new Target("G1", "generatorForEach", 0.6, "kotlinForLoop"),
                            new Target("G1", "generatorReduce", 0.6, "kotlinReduce"),
                            new Target("G1", "generatorChain", 0.6, "kotlinChain"))),
            new Suite("generator-pull", "An item pulled from a producer that is suspended at it", Suite.NANOS,
                    List.of(new Jmh(GeneratorPull.class), new Python("generator_pull.py")), CONSUMERS_AND_LOADS, List.of(
                            new Target("G2", "generatorNext", 1.5, "continuation").in(PLATFORM, COMPILED),
                            new Target("G3", "generatorNext", 1.5, "continuation").in(VIRTUAL),
                            new Target("G3", "generatorNext", 1.0, "synchronousQueue").in(ONE_CARRIER),
                            new Target("G4", "generatorNext", 1.2, "parkOnly", "synchronousQueue")
                                    .in(BUSY_PLATFORM, BUSY_VIRTUAL),
                            new Target("G5", "generatorNext", 1.3, "continuation").in(INLINE, BUSY_INLINE))),
            new Suite("generator-send", "A value sent to a suspended body, and its answer", Suite.NANOS,
                    List.of(new Jmh(GeneratorSend.class), new Python("generator_send.py")), CONSUMERS_AND_LOADS, List.of(
                            new Target("G7", "coroutineSend", 0.8, "kotlinChannels"),
                            new Target("G7", "coroutineSend", 0.6, "synchronousQueues"))),
            new Suite("generator-prefetch", "An item pulled from a producer that runs up to 256 items ahead", Suite.NANOS,
                    List.of(new Jmh(GeneratorPrefetch.class)), List.of(PLATFORM, VIRTUAL), List.of(
                            new Target("G6", "generatorPrefetch", 1.5, "kotlinSequence"))),
            new Suite("generator-delegation", "An item yielded through 1, 10 or 1,000 delegating bodies", Suite.NANOS,
                    List.of(new Jmh(GeneratorDelegation.class), new Python("generator_delegation.py")), CONSUMERS, List.of(
                            new Target("G8", "pullDepth10", 1.1, "pullDepth1"),
                            new Target("G8", "pullDepth1000", 1.1, "pullDepth1"),
                            new Target("G8", "pushDepth10", 1.1, "pushDepth1"),
                            new Target("G8", "pushDepth1000", 1.1, "pushDepth1"))),
            new Suite("generator-start", "Creation, first item, and closing", Suite.NANOS,
                    List.of(new Jmh(GeneratorStart.class), new Python("generator_start.py")), CONSUMERS, List.of(
                            new Target("G9", "generatorStart", 1.5, "virtualThread"),
                            new Target("G9", "generatorStart", 1.5, "parkedVirtualThread"))),
            new Suite("generator-memory", "The memory of one of 100,000 that are suspended", "Bytes of heap",
                    List.of(new Java(GeneratorMemory.class), new Python("generator_memory.py")), List.of(AS_IT_IS, COMPILED_MEMORY),
                    List.of(new Target("G9", "generator", 1.5, "parkedVirtualThread"))));

    private Suites() {}

    static Suite named(String name) {
        return ALL.stream().filter(suite -> suite.name().equals(name)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("There is no suite \"" + name + "\"; there are "
                        + ALL.stream().map(Suite::name).toList()));
    }
}
