// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.util.Statistics;

/// Benchmarks that are compared with one another, the settings they are run in, and the ratios they have to show.
///
/// @param name what it is called on the command line and in the names of result files
/// @param title what one operation is
/// @param unit what the figures count
/// @param counted which iteration of a process counts
/// @param sources where they come from
/// @param settings how the sources are run, one run for each
/// @param targets the ratios
record Suite(String name, String title, String unit, Counted counted, List<Source> sources, List<Setting> settings,
        List<Target> targets) {

    static final String NANOS = "Nanoseconds an operation";

    /// A suite of which the fastest iteration counts.
    Suite(String name, String title, String unit, List<Source> sources, List<Setting> settings, List<Target> targets) {
        this(name, title, unit, Counted.FASTEST, sources, settings, targets);
    }

    /// This suite with threads that meet: how fast that goes depends on how they happen to fall in with one another, and
    /// the luckiest iteration says little. What they share travels from processor to processor: see [Distance].
    Suite withContention() {
        return new Suite(name, title, unit, Counted.MEDIAN, sources, settings, targets);
    }

    /// Whether threads meet in it, so that it matters where the processors are.
    boolean hasContention() {
        return counted == Counted.MEDIAN;
    }

    /// Which iteration of a process counts.
    enum Counted {
        /// What else runs on the machine can only slow an iteration down.
        FASTEST("its fastest iteration"),
        MEDIAN("the median of its iterations"),
        MEAN("the mean of its iterations");

        private final String words;

        Counted(String words) {
            this.words = words;
        }

        double of(Statistics iterations) {
            return switch (this) {
                case FASTEST -> iterations.getMin();
                case MEDIAN -> iterations.getPercentile(50);
                case MEAN -> iterations.getMean();
            };
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /// What gives figures.
    sealed interface Source {}

    /// A class of benchmarks.
    ///
    /// @param benchmarks the class
    record Jmh(Class<?> benchmarks) implements Source {}

    /// A Python script that prints a name and a figure a line.
    ///
    /// @param script its file name
    record Python(String script) implements Source {}

    /// A Java program that prints a name and a figure a line.
    ///
    /// @param main its main class
    /// @param arguments what it is given
    record Java(Class<?> main, List<String> arguments) implements Source {
        Java(Class<?> main, String... arguments) {
            this(main, List.of(arguments));
        }
    }

    /// How a source is run.
    ///
    /// @param name what the setting is called in the report
    /// @param load what else the machine has to do
    /// @param only which benchmarks are run
    /// @param jvmOptions how the JVM is started
    record Setting(String name, Load load, Pattern only, List<String> jvmOptions) {
        Setting(String name, String... jvmOptions) {
            this(name, Load.NONE, Pattern.compile(""), List.of(jvmOptions));
        }

        Setting whileBusy() {
            return new Setting(name + ", other processors busy", Load.OTHER_PROCESSORS, only, jvmOptions);
        }

        Setting only(String benchmarks) {
            return new Setting(name, load, Pattern.compile("^(" + benchmarks + ")$"), jvmOptions);
        }
    }

    /// What else the machine has to do, on purpose.
    enum Load {
        NONE,
        /// All processors but one are kept busy by another process of the same priority.
        OTHER_PROCESSORS
    }

    /// A ratio to reach.
    ///
    /// @param row the target's number in the list of targets
    /// @param ours our benchmark
    /// @param most the largest ratio that will do
    /// @param peers their benchmarks; the fastest of them counts
    /// @param settings the names of the settings in which it is to be reached
    record Target(String row, String ours, double most, List<String> peers, List<String> settings) {
        /// A ratio to reach in every setting.
        Target(String row, String ours, double most, String... peers) {
            this(row, ours, most, List.of(peers), List.of());
        }

        Target in(Setting... in) {
            return new Target(row, ours, most, peers, List.of(in).stream().map(Setting::name).toList());
        }

        /// Whether the ratio is to be reached in a setting; one whose name ends with a space stands for all the parameters
        /// that may follow.
        boolean isFor(String setting) {
            return settings.isEmpty() || settings.contains(setting)
                    || settings.stream().anyMatch(name -> name.endsWith(" ") && setting.startsWith(name));
        }
    }
}
