// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// How to start a JVM that sees the same classes as this one: same runtime image, same class path and module path, same
/// module-related options, assertions as here. Other options of the parent (heap, agents, debug ports, system
/// properties) are not inherited; a debug port, for one, could not be opened twice.
final class WorkerCommand {

    private static final List<String> INHERITED_OPTIONS = List.of(
            "--add-exports", "--add-modules", "--add-opens", "--add-reads", "--enable-native-access",
            "--enable-preview", "--illegal-native-access", "--limit-modules", "--patch-module", "--upgrade-module-path",
            "-ea", "-da", "-enableassertions", "-disableassertions", "-esa", "-dsa",
            "-enablesystemassertions", "-disablesystemassertions");

    private WorkerCommand() {}

    /// The `java` command of the running JVM.
    static String executable() {
        String name = File.separatorChar == '\\' ? "java.exe" : "java";
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /// Options, main class and arguments of a worker.
    static List<String> arguments(List<String> jvmOptions, Path socket, int maximumObject) {
        List<String> arguments = new ArrayList<>(inheritedOptions());
        if (jvmOptions.stream().noneMatch(WorkerCommand::choosesCollector)) {
            // The collector that starts fastest and has no threads of its own: n workers on n processors use them all.
            arguments.add("-XX:+UseSerialGC");
        }
        arguments.addAll(jvmOptions);
        addPaths(arguments);
        arguments.add(socket.toString());
        arguments.add(Integer.toString(maximumObject));
        return arguments;
    }

    /// The arguments in the form of an argument file, which has no limit of length; a class path often exceeds that of
    /// a command line.
    static byte[] argumentFile(List<String> arguments) {
        String text = arguments.stream().map(WorkerCommand::quote).collect(Collectors.joining("\n", "", "\n"));
        return text.getBytes(Charset.forName(System.getProperty("native.encoding")));
    }

    private static String quote(String argument) {
        String escaped = argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r");
        return '"' + escaped + '"';
    }

    private static boolean choosesCollector(String option) {
        return option.startsWith("-XX:+Use") && option.endsWith("GC");
    }

    private static List<String> inheritedOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> INHERITED_OPTIONS.stream().anyMatch(name -> isOption(option, name)))
                .toList();
    }

    private static boolean isOption(String option, String name) {
        return option.equals(name) || option.startsWith(name + "=") || option.startsWith(name + ":");
    }

    private static void addPaths(List<String> arguments) {
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) {
            arguments.add("-cp");
            arguments.add(classPath);
        }
        String modulePath = System.getProperty("jdk.module.path", "");
        if (!modulePath.isEmpty()) {
            arguments.add("-p");
            arguments.add(modulePath);
            arguments.add("--add-modules=" + applicationModules());
        }
        Module module = WorkerMain.class.getModule();
        if (module.isNamed()) {
            arguments.add("-m");
            arguments.add(module.getName() + "/" + WorkerMain.class.getName());
        } else {
            arguments.add(WorkerMain.class.getName());
        }
    }

    private static String applicationModules() {
        ModuleFinder system = ModuleFinder.ofSystem();
        String modules = ModuleLayer.boot().modules().stream()
                .map(Module::getName)
                .filter(name -> system.find(name).isEmpty())
                .collect(Collectors.joining(","));
        return modules.isEmpty() ? "java.base" : modules;
    }
}
