package hearth.testing;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Loads our own classes once more, each with a probe at every place that a jump leads to or falls
/// past. The class files are read and written by the JDK itself, so it understands those of every
/// version that runs it.
final class EdgeLoader extends ClassLoader {
    private static final String OURS = "hearth.";
    private static final ClassDesc EDGES = ClassDesc.of(Edges.class.getName());
    private static final MethodTypeDesc HIT =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
    private static final int SPREAD = 0x9e3779b1;

    private final ClassFile files =
            ClassFile.of(
                    ClassFile.ClassHierarchyResolverOption.of(
                            ClassHierarchyResolver.ofResourceParsing(
                                    EdgeLoader.class.getClassLoader())),
                    ClassFile.DebugElementsOption.DROP_DEBUG,
                    ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);
    private int places;

    EdgeLoader() {
        super("edges", EdgeLoader.class.getClassLoader());
    }

    /// A target as this loader sees it.
    FuzzTarget target(Class<? extends FuzzTarget> type) throws ReflectiveOperationException {
        var constructor = loadClass(type.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (FuzzTarget) constructor.newInstance();
    }

    /// [Edges#wasNew] of the copy that its classes report to.
    MethodHandle wasNew() throws ReflectiveOperationException {
        return edges("wasNew", boolean.class);
    }

    /// [Edges#known] of that copy.
    MethodHandle known() throws ReflectiveOperationException {
        return edges("known", int.class);
    }

    private MethodHandle edges(String name, Class<?> type) throws ReflectiveOperationException {
        return MethodHandles.lookup()
                .findStatic(loadClass(Edges.class.getName()), name, MethodType.methodType(type));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            var known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            boolean isShared = !name.startsWith(OURS) || name.equals(FuzzTarget.class.getName());
            return isShared ? super.loadClass(name, resolve) : instrumented(name);
        }
    }

    private Class<?> instrumented(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            var bytes = in.readAllBytes();
            boolean isProbe = name.equals(Edges.class.getName());
            var loaded = isProbe ? bytes : withProbes(bytes);
            return defineClass(name, loaded, 0, loaded.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] withProbes(byte[] bytes) {
        return files.transformClass(
                files.parse(bytes), ClassTransform.transformingMethodBodies(probing()));
    }

    private CodeTransform probing() {
        return (builder, element) -> {
            builder.with(element);
            if (isReached(element)) {
                probe(builder);
            }
        };
    }

    /// Nothing falls past a `goto`.
    private static boolean isReached(CodeElement element) {
        return switch (element) {
            case LabelTarget _ -> true;
            case BranchInstruction jump ->
                    jump.opcode() != Opcode.GOTO && jump.opcode() != Opcode.GOTO_W;
            default -> false;
        };
    }

    private void probe(CodeBuilder builder) {
        int place = (++places * SPREAD) >>> 16;
        builder.loadConstant(place).invokestatic(EDGES, "hit", HIT);
    }
}
