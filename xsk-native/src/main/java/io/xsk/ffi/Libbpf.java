/*
 * Copyright 2026 The XSK Pipeline Authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 * https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.xsk.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The functions of libbpf that load a compiled program, {@code bpf/libbpf.h}, where the library is installed: it is
 * looked for when it is asked for, and nothing else needs it. Objects, programs and maps are addresses of the library's
 * own structures, 0 is none; a function that can fail answers the negative errno, as the kernel does.
 * <p>
 * <b>Note:</b> This class is threadsafe; the objects of the library are not.
 */
public final class Libbpf
{
    /** Property: name or path of the library's file. */
    public static final String LIBRARY_PROP_NAME = "xsk.libbpf";

    private static final String LIBRARY_DEFAULT = "libbpf.so.1";
    private static final String OLDER_LIBRARY = "libbpf.so.0";
    private static final int LEVEL_DEBUG = 2;
    private static final int MESSAGE_LENGTH = 64 * 1024;
    private static final long MAX_NAME_LENGTH = 256;

    private static final FunctionDescriptor ADDRESS = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor ADDRESS_OF_TWO = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor INT = FunctionDescriptor.of(JAVA_INT, JAVA_LONG);
    private static final FunctionDescriptor INT_OF_TWO = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle VSNPRINTF = Native.link("vsnprintf",
        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /** What the library said of the call that is going on; guarded by the class, as the library's printer is one. */
    private static final StringBuilder LOG = new StringBuilder();
    private static Libbpf installed;
    private static MemorySegment printer;

    private final SymbolLookup library;
    private final String libraryName;
    private final String version;
    private final MethodHandle setPrint;
    private final MethodHandle open;
    private final MethodHandle load;
    private final MethodHandle close;
    private final MethodHandle btf;
    private final MethodHandle rawData;
    private final MethodHandle findProgram;
    private final MethodHandle nextProgram;
    private final MethodHandle programName;
    private final MethodHandle programFd;
    private final MethodHandle programFlags;
    private final MethodHandle setProgramFlags;
    private final MethodHandle setProgramInterface;
    private final MethodHandle findMap;
    private final MethodHandle nextMap;
    private final MethodHandle mapName;
    private final MethodHandle mapFd;
    private final MethodHandle mapType;
    private final MethodHandle reuseMap;
    private final MethodHandle initialValue;

    private Libbpf(final SymbolLookup library, final String libraryName)
    {
        this.library = library;
        this.libraryName = libraryName;
        version = version(link("libbpf_version_string", FunctionDescriptor.of(JAVA_LONG)));
        setPrint = link("libbpf_set_print", ADDRESS);
        open = link("bpf_object__open_file", ADDRESS_OF_TWO);
        load = link("bpf_object__load", INT);
        close = link("bpf_object__close", FunctionDescriptor.ofVoid(JAVA_LONG));
        btf = link("bpf_object__btf", ADDRESS);
        rawData = link("btf__raw_data", ADDRESS_OF_TWO);
        findProgram = link("bpf_object__find_program_by_name", ADDRESS_OF_TWO);
        nextProgram = link("bpf_object__next_program", ADDRESS_OF_TWO);
        programName = link("bpf_program__name", ADDRESS);
        programFd = link("bpf_program__fd", INT);
        programFlags = link("bpf_program__flags", INT);
        setProgramFlags = link("bpf_program__set_flags", INT_OF_TWO);
        setProgramInterface = link("bpf_program__set_ifindex", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT));
        findMap = link("bpf_object__find_map_by_name", ADDRESS_OF_TWO);
        nextMap = link("bpf_object__next_map", ADDRESS_OF_TWO);
        mapName = link("bpf_map__name", ADDRESS);
        mapFd = link("bpf_map__fd", INT);
        mapType = link("bpf_map__type", INT);
        reuseMap = link("bpf_map__reuse_fd", INT_OF_TWO);
        initialValue = link("bpf_map__initial_value", ADDRESS_OF_TWO);
    }

    /**
     * The library of this machine.
     *
     * @return the library.
     * @throws UnsupportedOperationException if it is not installed, or too old, with what to install.
     */
    public static synchronized Libbpf installed()
    {
        if (null == installed)
        {
            installed = of(System.getProperty(LIBRARY_PROP_NAME, LIBRARY_DEFAULT), OLDER_LIBRARY);
        }

        return installed;
    }

    /**
     * A library by its name.
     *
     * @param name  of its file, or a path.
     * @param older name of what there is where the library is too old.
     * @return the library.
     * @throws UnsupportedOperationException if it is not installed, or too old, with what to install.
     */
    @SuppressWarnings("restricted")
    public static Libbpf of(final String name, final String older)
    {
        final SymbolLookup library;
        try
        {
            library = SymbolLookup.libraryLookup(name, Arena.global());
        }
        catch (final IllegalArgumentException exception)
        {
            throw new UnsupportedOperationException(isThere(older) ?
                "libbpf is too old: it is " + older + ", and version 1.0 or later is needed" :
                "a compiled program is loaded by libbpf, which is not installed: install the package libbpf1 " +
                "(Debian, Ubuntu, openSUSE) or libbpf (Fedora, RHEL, Arch), or set -D" + LIBRARY_PROP_NAME +
                " to its path: library=" + name, exception);
        }

        return new Libbpf(library, name);
    }

    /**
     * Which version it is.
     *
     * @return such as {@code v1.5}.
     */
    public String version()
    {
        return version;
    }

    /**
     * Read a compiled program, which is not in the kernel yet.
     *
     * @param path of the file.
     * @param log  to which what the library says is appended.
     * @return the object, to be closed, or the negative errno.
     */
    public long open(final String path, final StringBuilder log)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final long name = arena.allocateFrom(path).address();
            return logged(log, () -> addressOrErrno(open, name, 0L));
        }
    }

    /**
     * Load all programs and maps of an object into the kernel.
     *
     * @param object to load.
     * @param log    to which what the library says is appended, with the verifier's log where that refuses a program.
     * @return 0 or the negative errno.
     */
    public int load(final long object, final StringBuilder log)
    {
        return (int)logged(log, () -> integer(load, object));
    }

    /**
     * Free an object. What of it is in the kernel stays there for as long as somebody has it.
     *
     * @param object to free.
     */
    public void close(final long object)
    {
        try
        {
            close.invokeExact(Native.capture(), object);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * The types of an object's variables.
     *
     * @param object to read.
     * @return the bytes, none where it was compiled without.
     */
    public byte[] types(final long object)
    {
        final long types = address(btf, object);

        return 0 == types ? new byte[0] : sized(rawData, types).toArray(JAVA_BYTE);
    }

    /**
     * A program of an object.
     *
     * @param object to look in.
     * @param name   of the program's function.
     * @return the program, 0 where there is none.
     */
    public long program(final long object, final String name)
    {
        return find(findProgram, object, name);
    }

    /**
     * All programs of an object.
     *
     * @param object to look in.
     * @return the programs.
     */
    public List<Long> programs(final long object)
    {
        return all(nextProgram, object);
    }

    /**
     * What a program is called.
     *
     * @param program to ask.
     * @return the name of its function.
     */
    public String programName(final long program)
    {
        return string(address(programName, program));
    }

    /**
     * A program in the kernel.
     *
     * @param program that was loaded.
     * @return its file descriptor, which the object keeps and closes, or the negative errno.
     */
    public int programFd(final long program)
    {
        return integer(programFd, program);
    }

    /**
     * Let a program be loaded for an interface, to which it is bound.
     *
     * @param program to load.
     * @param flags   to load it with besides its own.
     * @param index   of the interface.
     */
    public void bind(final long program, final int flags, final int index)
    {
        integer(setProgramFlags, program, integer(programFlags, program) | flags);
        try
        {
            setProgramInterface.invokeExact(Native.capture(), program, index);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * A map of an object.
     *
     * @param object to look in.
     * @param name   of the map, or of the section of variables that it is made of, such as {@code .bss}.
     * @return the map, 0 where there is none.
     */
    public long map(final long object, final String name)
    {
        return find(findMap, object, name);
    }

    /**
     * All maps of an object, with those that its sections of variables are.
     *
     * @param object to look in.
     * @return the maps.
     */
    public List<Long> maps(final long object)
    {
        return all(nextMap, object);
    }

    /**
     * What a map is called.
     *
     * @param map to ask.
     * @return its name.
     */
    public String mapName(final long map)
    {
        return string(address(mapName, map));
    }

    /**
     * A map in the kernel.
     *
     * @param map that was loaded.
     * @return its file descriptor, which the object keeps and closes, or the negative errno.
     */
    public int mapFd(final long map)
    {
        return integer(mapFd, map);
    }

    /**
     * What kind of map it is.
     *
     * @param map to ask.
     * @return its number in {@code linux/bpf.h}.
     */
    public int mapType(final long map)
    {
        return integer(mapType, map);
    }

    /**
     * Let a map that is in the kernel already be the one that the object uses.
     *
     * @param map in the place of which it is put, before the object is loaded.
     * @param fd  of the other map, which stays the caller's.
     * @return 0 or the negative errno.
     */
    public int reuse(final long map, final int fd)
    {
        return integer(reuseMap, map, fd);
    }

    /**
     * The variables of a section, before the object is loaded.
     *
     * @param map that the section is.
     * @return their bytes, valid until the object is closed; empty where the map is not of variables.
     */
    public MemorySegment initialValue(final long map)
    {
        return sized(initialValue, map);
    }

    private MethodHandle link(final String name, final FunctionDescriptor descriptor)
    {
        return Native.link(library.find(name).orElseThrow(() -> new UnsupportedOperationException(
            "libbpf is too old, version 1.0 or later is needed: library=" + libraryName +
            (null == version ? "" : " version=" + version) + " has no function " + name)), descriptor);
    }

    private long logged(final StringBuilder log, final LongSupplier call)
    {
        synchronized (Libbpf.class)
        {
            if (null == printer)
            {
                printer = printer();
            }
            LOG.setLength(0);
            final long before = address(setPrint, printer.address());
            try
            {
                return call.getAsLong();
            }
            finally
            {
                address(setPrint, before);
                log.append(LOG);
            }
        }
    }

    private static MemorySegment printer()
    {
        try
        {
            final MethodHandle target = MethodHandles.lookup().findStatic(Libbpf.class, "onMessage",
                MethodType.methodType(int.class, int.class, long.class, long.class));

            // The third parameter, a va_list, is passed as an address on x86-64 and on aarch64.
            return Native.callback(target, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
        }
        catch (final ReflectiveOperationException exception)
        {
            throw new IllegalStateException(exception);
        }
    }

    /** What the library calls with each message, on the thread that called it; it must not throw. */
    private static int onMessage(final int level, final long format, final long arguments)
    {
        if (level >= LEVEL_DEBUG)
        {
            return 0;
        }
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment text = arena.allocate(MESSAGE_LENGTH);
            final int length = (int)VSNPRINTF.invokeExact(
                Native.capture(), text.address(), (long)MESSAGE_LENGTH, format, arguments);
            LOG.append(text.getString(0));

            return length;
        }
        catch (final Throwable ignore)
        {
            return -1;
        }
    }

    @SuppressWarnings("restricted")
    private static boolean isThere(final String name)
    {
        try (Arena arena = Arena.ofConfined())
        {
            return SymbolLookup.libraryLookup(name, arena).find("bpf_object__load").isPresent();
        }
        catch (final IllegalArgumentException ignore)
        {
            return false;
        }
    }

    private static long find(final MethodHandle finder, final long object, final String name)
    {
        try (Arena arena = Arena.ofConfined())
        {
            return address(finder, object, arena.allocateFrom(name).address());
        }
    }

    private static List<Long> all(final MethodHandle next, final long object)
    {
        final List<Long> found = new ArrayList<>();
        for (long each = address(next, object, 0L); 0 != each; each = address(next, object, each))
        {
            found.add(each);
        }

        return found;
    }

    /** Bytes whose number is stored through a second parameter. */
    @SuppressWarnings("restricted")
    private static MemorySegment sized(final MethodHandle handle, final long argument)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment length = arena.allocate(JAVA_LONG);
            final long address = address(handle, argument, length.address());

            return 0 == address ?
                MemorySegment.NULL : MemorySegment.ofAddress(address).reinterpret(length.get(JAVA_LONG, 0));
        }
    }

    @SuppressWarnings("restricted")
    private static String string(final long address)
    {
        return 0 == address ? "" : MemorySegment.ofAddress(address).reinterpret(MAX_NAME_LENGTH).getString(0);
    }

    private static String version(final MethodHandle handle)
    {
        try
        {
            return string((long)handle.invokeExact(Native.capture()));
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    private static long address(final MethodHandle handle, final long argument)
    {
        try
        {
            return (long)handle.invokeExact(Native.capture(), argument);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    private static long address(final MethodHandle handle, final long argument, final long second)
    {
        try
        {
            return (long)handle.invokeExact(Native.capture(), argument, second);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    private static long addressOrErrno(final MethodHandle handle, final long argument, final long second)
    {
        final long address = address(handle, argument, second);

        return 0 == address ? -Native.errno(Native.capture()) : address;
    }

    private static int integer(final MethodHandle handle, final long argument)
    {
        try
        {
            return (int)handle.invokeExact(Native.capture(), argument);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    private static int integer(final MethodHandle handle, final long argument, final int second)
    {
        try
        {
            return (int)handle.invokeExact(Native.capture(), argument, second);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }
}
