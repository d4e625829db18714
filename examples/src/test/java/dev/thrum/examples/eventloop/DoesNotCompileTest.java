// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.examples.GuidePage;
import dev.thrum.sync.Mutex;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Those of the course's mistakes that the compiler finds, with what it says: the guide has them in a table.
class DoesNotCompileTest {

    @TempDir
    Path folder;

    private String complaints(String statement) throws Exception {
        String program = """
                import dev.thrum.coroutines.EventLoop;
                import dev.thrum.coroutines.Task;

                class Program {
                    static int slow() { return 1337; }
                    static void show() {}
                    static void main() throws Exception {
                        Task<?> loading = EventLoop.spawn(Program::show);
                        Task<Integer> slow = EventLoop.spawn(Program::slow);
                        int slowResult = slow.await();
                        %s
                    }
                }
                """.formatted(statement);
        Path source = Files.writeString(folder.resolve("Program.java"), program);
        String path = Stream.of(Strand.class, Mutex.class, EventLoop.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().toString())
                .map(where -> Path.of(URI.create(where)).toString())
                .collect(Collectors.joining(File.pathSeparator));
        Process javac = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-J-Duser.language=en", "-proc:none", "-cp", path, "-d", folder.toString(), source.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(javac.waitFor()).as(output).isIn(0, 1);
        return output;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            EventLoop.spawn(IO.println("woke up"));     | 'void' type not allowed here
            slowResult.await();                         | int cannot be dereferenced
            displayer.cancel("the result is there");    | cannot find symbol
            String result = show();                     | incompatible types: void cannot be converted to String
            """)
    void isFoundByTheCompiler(String statement, String complaint) throws Exception {
        assertThat(complaints(statement)).contains("error: " + complaint);
        assertThat(new GuidePage("event-loop.md").text()).contains("`" + statement + "`", complaint);
    }

    @Test
    void whatIsRightIsNot() throws Exception {
        assertThat(complaints("EventLoop.spawn(() -> IO.println(\"woke up\"));")).isEmpty();
    }
}
