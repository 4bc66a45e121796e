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
package io.xsk;

import static io.xsk.testing.Cable.LEFT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.ffi.ThreadCapabilities;
import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What cannot be done, and that the message says what to do. Busy, missing and unknown queues and interfaces are in
 * {@link XskSocketKernelTest}, modes in {@link XskSocketOptionsKernelTest}, sizes of frames in {@link UmemTest}.
 */
class RefusalKernelTest
{
    private static final int CAPACITY = 64;
    private static final int CAP_NET_RAW = 13;
    private static final int CAP_IPC_LOCK = 14;
    /** More than anybody's RLIMIT_MEMLOCK that is not unlimited. */
    private static final int MANY_FRAMES = 1 << 18;

    private Cable cable;

    @AfterEach
    void tearDown()
    {
        if (null != cable)
        {
            cable.close();
        }
    }

    @KernelTest
    void shouldSayWhichPrivilegeASocketNeeds()
    {
        cable = new Cable(2);
        try (Umem umem = umem(CAPACITY))
        {
            assertRefused("socket", "EPERM", "interface=left queue=0", "needs CAP_NET_RAW",
                () -> cable.left().call(() -> ThreadCapabilities.without(
                    CAP_NET_RAW, () -> XskSocket.open(context().umem(umem)))));
        }
    }

    @KernelTest
    void shouldSayThatTheUmemExceedsTheLimitOfLockedMemory()
    {
        cable = new Cable(1);
        try (Umem umem = umem(MANY_FRAMES))
        {
            assertRefused("XDP_UMEM_REG", "ENOBUFS", "interface=left queue=0 Umem{frameLength=2048, frameCount=262144",
                "exceeds RLIMIT_MEMLOCK; raise it (ulimit -l) or grant CAP_IPC_LOCK",
                () -> cable.left().call(() -> ThreadCapabilities.without(
                    CAP_IPC_LOCK, () -> XskSocket.open(context().umem(umem)))));
        }
        assertRefused("mlock", "ENOMEM", "umem length=536870912", "exceeds RLIMIT_MEMLOCK", () ->
            ThreadCapabilities.without(CAP_IPC_LOCK, () ->
                Umem.allocate(new Umem.Context().frameCount(MANY_FRAMES).lock(true))));
    }

    @KernelTest
    void shouldSayThatTheInterfaceIsDown()
    {
        try (NetworkNamespace host = NetworkNamespace.create("down"); Umem umem = umem(CAPACITY))
        {
            assertRefused("socket", "ENETDOWN", "interface=lo queue=0 isUp=false", "bring it up first",
                () -> host.call(() -> XskSocket.open(context().interfaceName("lo").umem(umem))));
        }
    }

    @KernelTest
    void shouldRefuseWhatTheFirstSocketOnTheUmemHasNot()
    {
        cable = new Cable(2);
        try (Umem umem = umem(CAPACITY);
            XskSocket first = cable.left().call(() -> XskSocket.open(context().umem(umem))))
        {
            first.bind();
            assertContradiction("multiBuffer=true first=XskSocket{interface=left queue=0, isZeroCopy=false} " +
                "multiBuffer=false", context().umem(umem).queue(1).multiBuffer(true));
            assertContradiction("needWakeup=false", context().umem(umem).queue(1).needWakeup(false));

            try (XskSocket second = cable.left().call(() ->
                XskSocket.open(context().umem(umem).queue(1).mode(XskMode.ZERO_COPY))))
            {
                final String message =
                    assertThrows(IllegalArgumentException.class, second::bind).getMessage();
                assertTrue(message.contains("interface=left queue=1 zero-copy=true first="), message);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -64, 3, 2049, 1 << 27})
    void shouldRefuseRingsThatAreNoPowerOfTwo(final int capacity)
    {
        assertIllegal(capacityMessage("rxRingCapacity", capacity),
            new XskSocket.Context().interfaceName(LEFT).rxRingCapacity(capacity));
        assertIllegal(capacityMessage("txRingCapacity", capacity),
            new XskSocket.Context().interfaceName(LEFT).txRingCapacity(capacity));
        assertIllegal(capacityMessage("fillRingCapacity", capacity),
            new XskSocket.Context().interfaceName(LEFT).fillRingCapacity(capacity));
        assertIllegal(capacityMessage("completionRingCapacity", capacity),
            new XskSocket.Context().interfaceName(LEFT).completionRingCapacity(capacity));
    }

    @ParameterizedTest
    @CsvSource({"0, 64", "20, 0", "-1, 64", "20, -1", "20, 65536"})
    void shouldRefuseBusyPollingThatCannotBe(final int timeUs, final int budget)
    {
        assertIllegal("busyPoll needs a time and a budget of up to 65535 packets: busyPollUs=" + timeUs,
            new XskSocket.Context().interfaceName(LEFT).busyPoll(timeUs, budget));
    }

    @Test
    void shouldRefuseABudgetForPacketsThatAreNotCopied()
    {
        assertIllegal("maxTxBudget is for a transmit ring whose packets are copied: maxTxBudget=64",
            new XskSocket.Context().interfaceName(LEFT).maxTxBudget(64).mode(XskMode.ZERO_COPY));
        assertIllegal("maxTxBudget is for a transmit ring whose packets are copied: maxTxBudget=64 txRingCapacity=0",
            new XskSocket.Context().interfaceName(LEFT).maxTxBudget(64).txRingCapacity(0));
        assertIllegal("maxTxBudget must not be negative",
            new XskSocket.Context().interfaceName(LEFT).maxTxBudget(-1));
    }

    @Test
    void shouldRefuseASocketWithoutInterfaceQueueOrRings()
    {
        assertIllegal("interfaceName must be set", new XskSocket.Context());
        assertIllegal("queue must not be negative: queue=-1",
            new XskSocket.Context().interfaceName(LEFT).queue(-1));
        assertIllegal("a socket must have a receive ring or a transmit ring",
            new XskSocket.Context().interfaceName(LEFT).rxRingCapacity(0).txRingCapacity(0));
    }

    private void assertContradiction(final String expected, final XskSocket.Context context)
    {
        final String message = assertThrows(IllegalArgumentException.class,
            () -> cable.left().call(() -> XskSocket.open(context))).getMessage();
        assertTrue(message.startsWith("a socket that shares a umem gets what the first one on it has"), message);
        assertTrue(message.contains(expected), message);
    }

    private static void assertRefused(
        final String call, final String errno, final String subject, final String remedy, final Executable executable)
    {
        final XskException exception = assertThrows(XskException.class, executable);
        assertEquals(call, exception.call());
        assertEquals(errno, exception.errnoName());
        assertTrue(exception.subject().startsWith(subject), exception.subject());
        assertTrue(exception.remedy().contains(remedy), exception.remedy());
    }

    private static void assertIllegal(final String expected, final XskSocket.Context context)
    {
        final String message = assertThrows(IllegalArgumentException.class, context::conclude).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    private static String capacityMessage(final String name, final int capacity)
    {
        return name + " must be a positive power of 2 up to 67108864: " + name + '=' + capacity;
    }

    private static Umem umem(final int frameCount)
    {
        return Umem.allocate(new Umem.Context().frameCount(frameCount));
    }

    private static XskSocket.Context context()
    {
        return XskHost.context(LEFT, CAPACITY);
    }
}
