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
package io.xsk.bpf;

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.ffi.Bpf;
import io.xsk.ffi.Libbpf;
import io.xsk.ffi.Sockets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of one's own that was compiled elsewhere, such as by {@code clang -O2 -g -target bpf}: its file is read by
 * libbpf where that is installed, its variables are set, its map of sockets is replaced by ours, and then it is run as
 * one of ours.
 * <pre>{@code
 *     context.port(port -> port.interfaceName("eth1").program(map ->
 *     {
 *         try (BpfObject object = BpfObject.open(Path.of("feed.bpf.o")))
 *         {
 *             return object.variable("feed_port", 26477).sockets("xsks_map", map).load().program("feed");
 *         }
 *     }))
 * }</pre>
 * Programs and maps that were taken out of it go on when this is closed; to read and write variables while the program
 * runs this is to be kept open.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class BpfObject implements AutoCloseable
{
    private final Libbpf libbpf;
    private final Path file;
    private final BpfVariables variables;
    private long object;
    private boolean isLoaded;

    private BpfObject(final Libbpf libbpf, final Path file, final long object)
    {
        this.libbpf = libbpf;
        this.file = file;
        this.object = object;
        variables = new BpfVariables(libbpf, file, object);
    }

    /**
     * Read a file. Nothing is loaded into the kernel yet.
     *
     * @param file that a compiler wrote, mostly named {@code .bpf.o}.
     * @return the object, to be closed.
     * @throws UnsupportedOperationException if libbpf is not installed, or older than version 1.0; the message says
     *                                       what to install.
     * @throws XskException                  with what libbpf says, if the file cannot be read.
     */
    public static BpfObject open(final Path file)
    {
        return open(Libbpf.installed(), file);
    }

    static BpfObject open(final Libbpf libbpf, final Path file)
    {
        final StringBuilder log = new StringBuilder();
        final long object = libbpf.open(file.toString(), log);
        if (object < 0)
        {
            throw new XskException("bpf_object__open_file", "file=" + file, (int)-object, said(libbpf, log));
        }

        return new BpfObject(libbpf, file, object);
    }

    /**
     * Set a global variable: its initial value, or what it is from now on once the object is loaded; then one of 1, 2,
     * 4 or 8 bytes is written at once, so that the program sees the one value or the other.
     *
     * @param name  of the variable; the file must have been compiled with {@code -g} for its name to be known.
     * @param value to set, which must fit into the variable's 1, 2, 4 or 8 bytes, with or without a sign.
     * @return this for a fluent API.
     * @throws IllegalArgumentException if there is no such variable, or the value does not fit.
     * @throws IllegalStateException    if the object is loaded and the variable is constant.
     */
    public BpfObject variable(final String name, final long value)
    {
        open().set(name, value);

        return this;
    }

    /**
     * Set a global variable of any type, byte after byte.
     *
     * @param name  of the variable; the file must have been compiled with {@code -g} for its name to be known.
     * @param value its bytes, as many as it has, in the byte order of the machine.
     * @return this for a fluent API.
     * @throws IllegalArgumentException if there is no such variable, or it has another length.
     * @throws IllegalStateException    if the object is loaded and the variable is constant.
     */
    public BpfObject variable(final String name, final byte[] value)
    {
        open().set(name, value);

        return this;
    }

    /**
     * Read a global variable: its initial value, or what it is now once the object is loaded.
     *
     * @param name of the variable; the file must have been compiled with {@code -g} for its name to be known.
     * @return its bytes, in the byte order of the machine.
     * @throws IllegalArgumentException if there is no such variable.
     */
    public byte[] variable(final String name)
    {
        return open().get(name);
    }

    /**
     * Read a global variable of 8 bytes at once, such as a counter.
     *
     * @param name of the variable; the file must have been compiled with {@code -g} for its name to be known.
     * @return its value.
     * @throws IllegalArgumentException if there is no such variable, or it has another length.
     */
    public long longVariable(final String name)
    {
        return open().getLong(name);
    }

    /**
     * Set all variables of a section, for a file that was compiled without the names of its variables.
     *
     * @param section {@code .data}, {@code .rodata}, {@code .bss} or one that begins with it and a dot.
     * @param value   its bytes, as many as it has.
     * @return this for a fluent API.
     * @throws IllegalArgumentException if there is no such section, or it has another length.
     * @throws IllegalStateException    if the object is loaded and the section is constant.
     */
    public BpfObject section(final String section, final byte[] value)
    {
        open().setSection(section, value);

        return this;
    }

    /**
     * Read all variables of a section.
     *
     * @param section {@code .data}, {@code .rodata}, {@code .bss} or one that begins with it and a dot.
     * @return its bytes.
     * @throws IllegalArgumentException if there is no such section.
     */
    public byte[] section(final String section)
    {
        return open().getSection(section);
    }

    /**
     * Let the program redirect to the sockets of a map of ours, in the place of its own map of sockets.
     *
     * @param name of the program's map, which must be of {@code BPF_MAP_TYPE_XSKMAP}.
     * @param map  to take in its place; it stays the caller's.
     * @return this for a fluent API.
     * @throws IllegalArgumentException if there is no such map, or it is of another type.
     * @throws IllegalStateException    if the object is loaded.
     */
    public BpfObject sockets(final String name, final XskMap map)
    {
        requireNotLoaded();
        final long address = requireMap(name);
        if (Bpf.BPF_MAP_TYPE_XSKMAP != libbpf.mapType(address))
        {
            throw new IllegalArgumentException("not a map of sockets (BPF_MAP_TYPE_XSKMAP): map=" + name +
                " type=" + libbpf.mapType(address) + " file=" + file);
        }
        checked(libbpf.reuse(address, map.fd()), "bpf_map__reuse_fd", new StringBuilder());

        return this;
    }

    /**
     * Let the programs be loaded for one interface, which those need that call the kernel's functions for receive
     * metadata.
     *
     * @param device to load them for, in the network namespace of the calling thread.
     * @return this for a fluent API.
     * @throws IllegalStateException if the object is loaded, or the interface is in another network namespace.
     */
    public BpfObject device(final NetDevice device)
    {
        requireNotLoaded();
        device.requireNamespaceOfThisThread();
        for (final long program : libbpf.programs(object))
        {
            libbpf.bind(program, Bpf.BPF_F_XDP_DEV_BOUND_ONLY, device.index());
        }

        return this;
    }

    /**
     * Load all programs and maps of the file into the kernel. Nothing is attached yet.
     *
     * @return this for a fluent API.
     * @throws XskException          with what libbpf and the verifier say, if they refuse it.
     * @throws IllegalStateException if it was loaded before.
     */
    public BpfObject load()
    {
        requireNotLoaded();
        final StringBuilder log = new StringBuilder();
        checked(libbpf.load(object, log), "bpf_object__load", log);
        isLoaded = true;
        variables.onLoaded();

        return this;
    }

    /**
     * A program of the object, once it is loaded.
     *
     * @param name of its function.
     * @return the program, to be attached, and to be closed, which may be after this was.
     * @throws IllegalArgumentException if there is no such program, or it is not an XDP program.
     * @throws IllegalStateException    if the object is not loaded.
     */
    public XdpProgram program(final String name)
    {
        requireLoaded();
        final long program = libbpf.program(object, name);
        if (0 == program)
        {
            final List<String> there = new ArrayList<>();
            libbpf.programs(object).forEach(each -> there.add(libbpf.programName(each)));
            throw new IllegalArgumentException(
                "there is no such program: program=" + name + " file=" + file + " there are " + there);
        }

        return XdpProgram.of(duplicate(libbpf.programFd(program)), "program=" + name + " file=" + file);
    }

    /**
     * A map of sockets of the object, once it is loaded.
     *
     * @param name of the map.
     * @return the map, to be closed, which may be after this was.
     * @throws IllegalArgumentException if there is no such map, or it is not of sockets.
     * @throws IllegalStateException    if the object is not loaded.
     */
    public XskMap socketMap(final String name)
    {
        return XskMap.of(mapFd(name), "map=" + name + " file=" + file);
    }

    /**
     * Another map of the object, once it is loaded.
     *
     * @param name   of the map.
     * @param keys   how a key lies in memory.
     * @param values how a value lies in memory.
     * @param <K>    type of the keys.
     * @param <V>    type of the values.
     * @return the map, to be closed, which may be after this was.
     * @throws IllegalArgumentException if there is no such map, its entries have other lengths, or its type is not one
     *                                  of {@link BpfMap.Type}.
     * @throws IllegalStateException    if the object is not loaded.
     */
    public <K, V> BpfMap<K, V> map(final String name, final BpfCodec<K> keys, final BpfCodec<V> values)
    {
        return BpfMap.of(mapFd(name), keys, values);
    }

    /**
     * Free the object. What was taken out of it, and what is attached, goes on. Idempotent.
     */
    @Override
    public void close()
    {
        if (0 != object)
        {
            variables.close();
            libbpf.close(object);
            object = 0;
        }
    }

    private int mapFd(final String name)
    {
        requireLoaded();
        return duplicate(libbpf.mapFd(requireMap(name)));
    }

    private long requireMap(final String name)
    {
        final long map = libbpf.map(object, name);
        if (0 == map)
        {
            final List<String> there = new ArrayList<>();
            libbpf.maps(object).forEach(each -> there.add(libbpf.mapName(each)));
            throw new IllegalArgumentException(
                "there is no such map: map=" + name + " file=" + file + " there are " + there);
        }

        return map;
    }

    private BpfVariables open()
    {
        if (0 == object)
        {
            throw new IllegalStateException("object is closed: file=" + file);
        }

        return variables;
    }

    private void requireNotLoaded()
    {
        open();
        if (isLoaded)
        {
            throw new IllegalStateException("object is loaded: file=" + file);
        }
    }

    private void requireLoaded()
    {
        open();
        if (!isLoaded)
        {
            throw new IllegalStateException("object is not loaded: file=" + file);
        }
    }

    private void checked(final int result, final String call, final StringBuilder log)
    {
        if (result < 0)
        {
            throw new XskException(call, "file=" + file, -result, said(libbpf, log));
        }
    }

    private static int duplicate(final int fd)
    {
        final int duplicate = fd < 0 ? fd : Sockets.duplicate(fd);
        if (duplicate < 0)
        {
            throw new XskException("fcntl", "command=F_DUPFD_CLOEXEC fd=" + fd, -duplicate);
        }

        return duplicate;
    }

    private static String said(final Libbpf libbpf, final StringBuilder log)
    {
        return log.isEmpty() ? "" : "libbpf " + libbpf.version() + " says:\n" + log.toString().strip();
    }
}
