// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Inspector;
import dev.thrum.core.InspectorMXBean;
import java.io.BufferedReader;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The strands of another process, seen with the JDK's own tools.
@Timeout(120)
class FromOutsideTest {

    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");

    @TempDir
    private Path folder;

    /// What is looked at in another process.
    private interface Look<T> {
        T at(long pid) throws Exception;
    }

    private static <T> T whileItRuns(Look<T> look, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(JDK.resolve("java").toString(), "-cp", classPath()));
        command.addAll(List.of(options));
        command.add(OutsideProgram.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            T seen = look.at(process.pid());
            process.outputWriter().close();
            assertThat(process.waitFor()).isZero();
            return seen;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String classPath() throws Exception {
        Path tests = Path.of(FromOutsideTest.class.getResource("FromOutsideTest.class").toURI()).resolve("../../../..").normalize();
        return Stream.of(tests.toString(), System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""))
                .filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
    }

    private static String jcmd(long pid, String... what) throws Exception {
        List<String> command = new ArrayList<>(List.of(JDK.resolve("jcmd").toString(), Long.toString(pid)));
        command.addAll(List.of(what));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        return answer;
    }

    private static <T> T overJmx(long pid, Function<MBeanServerConnection, T> look) throws Exception {
        jcmd(pid, "ManagementAgent.start_local");
        Matcher address = Pattern.compile("service:jmx:\\S+").matcher(jcmd(pid, "ManagementAgent.status"));
        assertThat(address.find()).isTrue();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address.group()))) {
            return look.apply(connector.getMBeanServerConnection());
        }
    }

    private static ObjectName inspector() throws Exception {
        return new ObjectName("dev.thrum:type=Inspector");
    }

    @Test
    @DisplayName("28: the task tree of another process, over JMX, as text and as JSON")
    void overJmx() throws Exception {
        ObjectName name = inspector();
        List<String> seen = whileItRuns(pid -> overJmx(pid, connection -> {
            InspectorMXBean inspector = JMX.newMXBeanProxy(connection, name, InspectorMXBean.class);
            return List.of(inspector.text(), inspector.json());
        }), "-Dthrum.jmx=true");
        assertThat(seen.get(0)).containsPattern("(^|\n)strand task \"waits\": waits for the bell, for \\d+(\\.\\d)? [µm]?n?s, at .*OutsideProgram")
                .contains("\nbaton looked at: strands 2, ")
                .containsPattern("\n  task sleeper: state waiting, wakes in \\d{5}\\.\\d s, at .*OutsideProgram.java:\\d+\\)\n");
        assertThat(Json.parse(seen.get(1))).asString().contains("{kind=baton, name=looked at, ", "waits for=the bell");
    }

    @Test
    @DisplayName("28: nobody starts an MBean server in a program that has not asked for it")
    void notUnlessWanted() throws Exception {
        Look<String> isThereAServer = pid -> jcmd(pid, "VM.class_hierarchy", "com.sun.jmx.mbeanserver.JmxMBeanServer");
        String unasked = whileItRuns(isThereAServer);
        String asked = whileItRuns(isThereAServer, "-Dthrum.jmx=true");
        assertThat(unasked).doesNotContain("JmxMBeanServer");
        assertThat(asked).as("the question").contains("JmxMBeanServer");
    }

    @Test
    @DisplayName("28: a program can register the bean itself, any number of times")
    void registeredByCall() throws Exception {
        Inspector.registerMBean();
        Inspector.registerMBean();
        assertThat(ManagementFactory.getPlatformMBeanServer().invoke(inspector(), "json", new Object[0], new String[0]))
                .asString().startsWith("[");
    }

    @Test
    @DisplayName("28: the task tree of another process that was not prepared for it, by jcmd alone")
    void byJcmd() throws Exception {
        Path file = folder.resolve("tasks.jfr");
        whileItRuns(pid -> {
            jcmd(pid, "JFR.start", "name=tasks", "settings=none", "+dev.thrum.Snapshot#enabled=true");
            return jcmd(pid, "JFR.dump", "name=tasks", "filename=" + file);
        });
        List<RecordedEvent> lines = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.thrum.Snapshot"))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)).toList();
        assertThat(lines).filteredOn(line -> line.getString("kind").equals("baton")).isNotEmpty()
                .allSatisfy(line -> assertThat(line.getString("name")).isEqualTo("looked at"));
        assertThat(lines).filteredOn(line -> line.getString("name").equals("waits")).isNotEmpty().allSatisfy(line -> {
            assertThat(line.getInt("depth")).isEqualTo(1);
            assertThat(line.getString("parent")).isEqualTo("looked at");
            assertThat(line.getString("state")).isEqualTo("waiting");
            assertThat(line.getString("waitsFor")).isEqualTo("the bell");
            assertThat(line.getString("waitingFor")).matches("\\d+ [µm]?n?s|\\d+\\.\\d s");
            assertThat(line.getString("at")).contains("OutsideProgram.java");
        });
        assertThat(lines).filteredOn(line -> line.getString("name").equals("sleeper")).isNotEmpty()
                .allSatisfy(line -> assertThat(line.getString("facts")).startsWith("wakes in "));
    }
}
