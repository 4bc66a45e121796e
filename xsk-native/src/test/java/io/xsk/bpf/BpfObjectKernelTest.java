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

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.XskException;
import io.xsk.ffi.Libbpf;
import io.xsk.testing.BpfCompiler;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that clang compiled from {@code own.bpf.c}, loaded by libbpf and run under our sockets.
 */
class BpfObjectKernelTest
{
    private static final int CAPACITY = 64;
    private static final int LENGTH = 64;
    private static final int ETHER_TYPE_OF_TESTS = 0x88B5;
    private static final int SOCKETS = 4;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path folder;
    private BpfObject object;

    @BeforeEach
    void setUp() throws Exception
    {
        object = BpfObject.open(BpfCompiler.compile(BpfObjectKernelTest.class, "own.bpf.c", folder));
    }

    @AfterEach
    void tearDown()
    {
        if (null != object)
        {
            object.close();
            object.close();
        }
    }

    @KernelTest
    void shouldRunUnderOurSocketsWithItsVariablesSet()
    {
        try (
            Cable cable = new Cable(1);
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0);
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive(map ->
                object.variable("wanted_type", ETHER_TYPE_OF_TESTS).sockets("sockets", map).load().program("steer"),
                AttachMode.NATIVE);
            BpfMap<Integer, Long> bytes = object.map("bytes", BpfCodec.INT, BpfCodec.LONG))
        {
            assertEquals("steer", AttachedPrograms.only(cable.right(), RIGHT).programName());
            assertEquals(1, exchange(sender, receiver, 1));
            assertEquals(2, exchange(sender, receiver, 2));
            assertEquals(2, object.longVariable("redirected"));
            assertEquals(2 * LENGTH, bytes.perCpu(0).stream().mapToLong(Long::longValue).sum());

            // While it runs: it takes no more, and then again.
            object.variable("is_open", 0);
            sender.send(3, LENGTH);
            await(() -> 3 == cable.right().device(RIGHT).rxPackets(), "the packet does not pass");
            object.variable("is_open", 1).variable("redirected", 100);
            bytes.put(0, 0L);
            assertEquals(4, exchange(sender, receiver, 4));
            assertEquals(101, object.longVariable("redirected"));
            assertEquals(LENGTH, bytes.perCpu(0).stream().mapToLong(Long::longValue).sum());

            // The program is the host's by now, and goes on without its object.
            object.close();
            assertEquals(5, exchange(sender, receiver, 5));
        }
    }

    @KernelTest
    void shouldGiveItsOwnMapOfSocketsAway()
    {
        object.variable("wanted_type", ETHER_TYPE_OF_TESTS).load();
        try (
            Cable cable = new Cable(1);
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0);
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY);
            XskMap sockets = object.socketMap("sockets");
            XdpProgram program = object.program("steer");
            XdpLink link = cable.right().call(() -> program.attach(receiver.socket().device())))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            assertEquals(SOCKETS, sockets.capacity());
            sockets.put(0, receiver.socket());
            object.close();
            assertEquals(1, exchange(sender, receiver, 1));
        }
    }

    @KernelTest
    void shouldSetAndReadVariablesOfAnyTypeAndWholeSections()
    {
        assertEquals("none", text(object.variable("label")));
        object.variable("label", "xsk\0\0\0".getBytes(StandardCharsets.US_ASCII));
        assertEquals("xsk", text(object.variable("label")));
        object.variable("is_open", -1);
        assertArrayEquals(new byte[]{ -1 }, object.variable("is_open"));
        object.section(".rodata", new byte[]{ 0x34, 0x12 });
        assertArrayEquals(new byte[]{ 0x34, 0x12 }, object.variable("wanted_type"));
        final byte[] data = object.section(".data");

        object.load();
        assertArrayEquals(data, object.section(".data"));
        assertArrayEquals(new byte[]{ 0x34, 0x12 }, object.variable("wanted_type"));
        assertEquals("xsk", text(object.variable("label")));
        final byte[] zeros = new byte[Long.BYTES];
        Arrays.fill(zeros, (byte)1);
        object.section(".bss", zeros);
        assertEquals(0x0101_0101_0101_0101L, object.longVariable("redirected"));
    }

    @KernelTest
    void shouldRefuseWhatDoesNotFit()
    {
        assertRefused("there is no such global variable", () -> object.variable("wanted", 1));
        assertRefused("does not fit into the variable: variable=is_open section=.data length=1 value=256",
            () -> object.variable("is_open", 256));
        assertRefused("value=-129", () -> object.variable("is_open", -129));
        assertRefused("the variable is not a number: variable=label", () -> object.variable("label", 1));
        assertRefused("another length: variable=label section=.data length=6 value=1",
            () -> object.variable("label", new byte[1]));
        assertRefused("another length: variable=label", () -> object.longVariable("label"));
        assertRefused("another length: section=.bss length=8 value=1", () -> object.section(".bss", new byte[1]));
        assertRefused("there is no such section of variables: section=.none", () -> object.section(".none"));
        try (XskMap map = XskMap.create(1))
        {
            assertRefused("there is no such map: map=none", () -> object.sockets("none", map));
            assertRefused("not a map of sockets", () -> object.sockets("bytes", map));
            assertThrows(IllegalStateException.class, () -> object.program("steer"));

            object.load();
            assertRefused("there are [steer, classify]", () -> object.program("none"));
            assertRefused("not an XDP program", () -> object.program("classify"));
            assertRefused("not a map of sockets", () -> object.socketMap("bytes"));
            assertRefused("key=4 value=8, asked for key=4 value=4",
                () -> object.map("bytes", BpfCodec.INT, BpfCodec.INT));
            assertThrows(IllegalStateException.class, () -> object.sockets("sockets", map));
            assertThrows(IllegalStateException.class, () -> object.variable("wanted_type", 1));
            assertThrows(IllegalStateException.class, () -> object.load());
        }
        object.close();
        assertThrows(IllegalStateException.class, () -> object.variable("is_open"));
        assertThrows(IllegalStateException.class, () -> object.program("steer"));
    }

    @KernelTest
    void shouldQuoteLibbpfAndTheVerifier() throws Exception
    {
        final Path file = BpfCompiler.compile(BpfObjectKernelTest.class, "broken.bpf.c", folder);
        try (BpfObject broken = BpfObject.open(file))
        {
            final XskException exception = assertThrows(XskException.class, broken::load);
            assertEquals("bpf_object__load", exception.call());
            assertEquals("file=" + file, exception.subject());
            assertTrue(exception.remedy().startsWith("libbpf v1."), exception::getMessage);
            assertTrue(exception.remedy().contains("'reads_blindly'"), exception::getMessage);
            assertTrue(exception.remedy().contains("invalid access to packet"), exception::getMessage);
        }

        final XskException exception =
            assertThrows(XskException.class, () -> BpfObject.open(folder.resolve("none.bpf.o")));
        assertEquals("ENOENT", exception.errnoName());
        assertTrue(exception.remedy().contains("none.bpf.o"), exception::getMessage);
        assertThrows(XskException.class, () -> BpfObject.open(Path.of("/proc/version")));
    }

    @KernelTest
    void shouldSayThatAnOlderLibraryIsTooOld()
    {
        // Whoever has only the older one has it under another name.
        final UnsupportedOperationException exception = assertThrows(
            UnsupportedOperationException.class, () -> Libbpf.of("libnone.so.1", "libbpf.so.1"));
        assertEquals("libbpf is too old: it is libbpf.so.1, and version 1.0 or later is needed",
            exception.getMessage());
    }

    private static long exchange(final XskHost sender, final XskHost receiver, final long number)
    {
        sender.send(number, LENGTH);
        await(() -> receiver.socket().rxRing().size() > 0, "the packet does not come");

        return receiver.number(receiver.take());
    }

    private static void await(final BooleanSupplier condition, final String message)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, message);
            Thread.yield();
        }
    }

    private static String text(final byte[] value)
    {
        return new String(value, StandardCharsets.US_ASCII).replace("\0", "");
    }

    private static void assertRefused(final String message, final Runnable action)
    {
        final IllegalArgumentException exception = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
