// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrum.coroutines.machine.BodySite;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.constant.ModuleDesc;
import java.lang.constant.PackageDesc;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Bodies in classes such as javac does not make them, from loaders such as applications do not have them.
@EnabledIfSystemProperty(named = "thrum.generators.engine", matches = "compiled", disabledReason = "nothing is compiled")
class RejectedClassTest {

    private static final ClassDesc NAME = ClassDesc.of("made.Body");
    private static final ClassDesc BODY = GeneratorBody.class.describeConstable().orElseThrow();
    private static final ClassDesc YIELDER = Yielder.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(ConstantDescs.CD_void, YIELDER);

    /// Defines one class, and has something to say about its file.
    private static final class Loader extends ClassLoader {
        private final byte @Nullable [] file;
        private final boolean isReadable;

        private Loader(byte @Nullable [] file, boolean isReadable) {
            super(Loader.class.getClassLoader());
            this.file = file;
            this.isReadable = isReadable;
        }

        private GeneratorBody<?> body(byte[] bytes) throws ReflectiveOperationException {
            return (GeneratorBody<?>) defineClass(null, bytes, 0, bytes.length).getConstructor().newInstance();
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            if (!name.startsWith("made/")) {
                return super.getResourceAsStream(name);
            }
            if (!isReadable) {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("not today");
                    }
                };
            }
            return file == null ? null : new ByteArrayInputStream(file);
        }
    }

    private static byte[] bytes(int version, String extra, Consumer<CodeBuilder> code) {
        return ClassFile.of(ClassFile.StackMapsOption.STACK_MAPS_WHEN_REQUIRED).build(NAME, type -> {
            type.withVersion(version, 0).withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER).withInterfaceSymbols(BODY)
                    .withMethodBody("<init>", ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC, init -> init.aload(0)
                            .invokespecial(ConstantDescs.CD_Object, "<init>", ConstantDescs.MTD_void).return_())
                    .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, code::accept);
            if (!extra.isEmpty()) {
                type.withMethodBody(extra, ConstantDescs.MTD_void, ClassFile.ACC_PRIVATE, CodeBuilder::return_);
            }
        });
    }

    private static byte[] bytes(Consumer<CodeBuilder> code) {
        return bytes(ClassFile.JAVA_25_VERSION, "", code);
    }

    private static void yieldOne(CodeBuilder code) {
        code.aload(1).ldc("one").invokeinterface(YIELDER, "yield",
                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object));
    }

    private static byte[] proper() {
        return bytes(code -> {
            yieldOne(code);
            code.return_();
        });
    }

    private static @Nullable String reason(Loader loader, byte[] bytes) throws ReflectiveOperationException {
        BodySite site = BodySite.of(loader.body(bytes));
        return site.isCompiled() ? null : site.reason();
    }

    private static @Nullable String reason(byte[] bytes) throws ReflectiveOperationException {
        return reason(new Loader(bytes, true), bytes);
    }

    @DisplayName("control: a proper class is compiled, and works")
    @Test
    void takesAProperClass() throws Exception {
        GeneratorBody<?> body = new Loader(proper(), true).body(proper());
        List<Object> items = new ArrayList<>();
        for (Object item : Generator.of(body)) {
            items.add(item);
        }
        assertThat(BodySite.of(body).isCompiled()).isTrue();
        assertThat(items).containsExactly("one");
    }

    @DisplayName("a class without a file, or whose file cannot be read or understood")
    @Test
    void hasNoFile() throws Exception {
        assertThat(reason(new Loader(null, true), proper())).contains("there is no class file");
        assertThat(reason(new Loader(null, false), proper())).contains("cannot be read", "not today");
        assertThat(reason(new Loader(new byte[] {1, 2, 3}, true), proper())).contains("cannot be understood");
    }

    @DisplayName("a class to which an agent has added something")
    @Test
    void wasChanged() throws Exception {
        byte[] instrumented = bytes(ClassFile.JAVA_25_VERSION, "counters", code -> {
            yieldOne(code);
            code.return_();
        });
        assertThat(reason(new Loader(proper(), true), instrumented)).contains("not as its class file says");
    }

    @DisplayName("a class that is older than stack maps")
    @Test
    void isOld() throws Exception {
        assertThat(reason(bytes(ClassFile.JAVA_5_VERSION, "", code -> {
            yieldOne(code);
            code.return_();
        }))).contains("older than Java 7");
    }

    @DisplayName("a body that mentions what is not there")
    @Test
    void mentionsTheMissing() throws Exception {
        assertThat(reason(bytes(code -> {
            yieldOne(code);
            code.invokestatic(ClassDesc.of("made.Missing"), "call", ConstantDescs.MTD_void).return_();
        }))).contains("mentions Missing");
    }

    @DisplayName("a body with a constant that is made at run time")
    @Test
    void loadsAHandle() throws Exception {
        DirectMethodHandleDesc handle = MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC,
                ConstantDescs.CD_String, "valueOf", MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_Object));
        assertThat(reason(bytes(code -> {
            yieldOne(code);
            code.ldc(handle).pop().return_();
        }))).contains("made at run time");
    }

    @DisplayName("a body with code that is never reached")
    @Test
    void isPartlyDead() throws Exception {
        assertThat(reason(bytes(code -> {
            yieldOne(code);
            code.return_().nop().nop().return_();
        }))).contains("types cannot be inferred").doesNotContain("\n");
    }

    @DisplayName("a body in a module that does not open its package")
    @Test
    void isInAClosedModule(@TempDir Path folder) throws Exception {
        Module library = Generator.class.getModule();
        assumeTrue(library.isNamed(), "The library is a module");
        assertThat(reasonInModule(Files.createDirectory(folder.resolve("closed")), 0))
                .contains("not open to " + library.getName());
        assertThat(reasonInModule(Files.createDirectory(folder.resolve("open")), ClassFile.ACC_OPEN)).isNull();
    }

    private static @Nullable String reasonInModule(Path folder, int flags) throws Exception {
        ModuleAttribute module = ModuleAttribute.of(ModuleDesc.of("made"), description -> description.moduleFlags(flags)
                .requires(ModuleDesc.of("java.base"), ClassFile.ACC_MANDATED, null)
                .requires(ModuleDesc.of(Generator.class.getModule().getName()), 0, null)
                .exports(PackageDesc.of("made"), 0));
        Files.write(folder.resolve("module-info.class"), ClassFile.of().buildModule(module));
        Files.write(Files.createDirectory(folder.resolve("made")).resolve("Body.class"), proper());
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration = boot.configuration().resolve(ModuleFinder.of(folder), ModuleFinder.of(),
                Set.of("made"));
        Class<?> body = boot.defineModulesWithOneLoader(configuration, Generator.class.getClassLoader())
                .findLoader("made").loadClass("made.Body");
        BodySite site = BodySite.of(body.getConstructor().newInstance());
        return site.isCompiled() ? null : site.reason();
    }

    @DisplayName("a body that is too long")
    @Test
    void isTooLong() throws Exception {
        assertThat(reason(bytes(code -> {
            yieldOne(code);
            for (int i = 0; i < 30_000; i++) {
                code.nop();
            }
            code.return_();
        }))).contains("types cannot be inferred");
    }

    @DisplayName("machines do not keep the loader of their bodies")
    @Test
    void loadersCanGo() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(pulledOnce());
        for (int i = 0; i < 100 && loader.get() != null; i++) {
            System.gc();
        }
        assertThat(loader.get()).isNull();
    }

    private static ClassLoader pulledOnce() throws ReflectiveOperationException {
        Loader loader = new Loader(proper(), true);
        GeneratorBody<?> body = loader.body(proper());
        try (GeneratorIterator<?> items = Generator.of(body).iterator()) {
            assertThat((Object) items.next()).isEqualTo("one");
        }
        assertThat(BodySite.of(body).isCompiled()).isTrue();
        return loader;
    }
}
