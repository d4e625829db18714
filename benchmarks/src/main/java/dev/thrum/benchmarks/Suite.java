// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.Arrays;
import java.util.List;

/// A class of benchmarks, the settings it is run in, and the ratios it has to show.
///
/// @param name what it is called on the command line and in the names of result files
/// @param title what one operation is
/// @param benchmarks the JMH class
/// @param settings the JVM options it is run with, one run for each
/// @param script a Python script that adds figures of its own, or an empty string
/// @param targets the ratios
record Suite(
        String name, String title, Class<?> benchmarks, List<Setting> settings, String script, List<Target> targets) {

    private static final Setting PLATFORM = new Setting("platform thread", List.of());
    private static final Setting VIRTUAL = new Setting("virtual thread", List.of("-Djmh.executor=VIRTUAL"));
    private static final Setting ONE_CARRIER = new Setting("virtual thread, one carrier", List.of(
            "-Djmh.executor=VIRTUAL",
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1"));
    private static final Setting AS_IT_IS = new Setting("", List.of());

    static final List<Suite> ALL = List.of(
            new Suite("uncontended-lock", "Uncontended lock and unlock", UncontendedLock.class,
                    List.of(PLATFORM, VIRTUAL), "", List.of(
                            new Target("L1", "mutex", 1.0, "reentrantLock"),
                            new Target("L1", "countingSemaphore", 1.0, "semaphore"))),
            new Suite("contended-lock", "An increment under a contended, unfair lock", ContendedLock.class,
                    List.of(AS_IT_IS), "", List.of(
                            new Target("L2", "mutex", 1.0, "reentrantLock", "semaphore", "monitor"),
                            new Target("L2", "countingSemaphore", 1.0, "reentrantLock", "semaphore", "monitor"))),
            new Suite("handoff-per-item", "An item pulled from a producer on a virtual thread", HandoffPerItem.class,
                    List.of(PLATFORM, VIRTUAL, ONE_CARRIER), "", List.of(
                            new Target("G4", "generatorNext", 1.2, "parkOnly", "synchronousQueue"),
                            new Target("G4", "handoff", 1.2, "parkOnly", "synchronousQueue"))),
            new Suite("loop-switch", "A switch between 100 strands; the start and end of one of 100,000", LoopSwitch.class,
                    List.of(AS_IT_IS), "loop_switch.py", List.of(
                            new Target("E1", "batonYield", 1.3, "virtualThreadYield"),
                            new Target("E1", "batonYield", 0.25, "asyncioYield"),
                            new Target("E1", "eventLoopYield", 1.3, "virtualThreadYield"),
                            new Target("E1", "eventLoopYield", 0.25, "asyncioYield"),
                            new Target("E2", "batonSpawn", 1.5, "virtualThreadSpawn"),
                            new Target("E2", "batonSpawn", 0.08, "asyncioSpawn"),
                            new Target("E2", "eventLoopSpawn", 1.5, "virtualThreadSpawn"),
                            new Target("E2", "eventLoopSpawn", 0.08, "asyncioSpawn"))));

    static Suite named(String name) {
        return ALL.stream().filter(suite -> suite.name.equals(name)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("There is no suite \"" + name + "\"; there are "
                        + ALL.stream().map(Suite::name).toList()));
    }

    /// How the JVM is started.
    ///
    /// @param name what the setting is called in the report
    /// @param jvmOptions the options
    record Setting(String name, List<String> jvmOptions) {}

    /// A ratio to reach in every setting.
    ///
    /// @param row the target's number in the list of targets
    /// @param ours our benchmark
    /// @param most the largest ratio that will do
    /// @param peers their benchmarks; the fastest of them counts
    record Target(String row, String ours, double most, List<String> peers) {
        Target(String row, String ours, double most, String... peers) {
            this(row, ours, most, Arrays.asList(peers));
        }
    }
}
