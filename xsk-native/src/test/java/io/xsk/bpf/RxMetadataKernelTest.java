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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.NetDevice;
import io.xsk.RxMetadata;
import io.xsk.Umem;
import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RxMetadataKernelTest
{
    private static final int CAPACITY = 64;
    private static final int LENGTH = 64;
    private static final int MARK = 0xCAFE;

    private final RxMetadata metadata = new RxMetadata();
    private Cable cable;
    private XskHost receiver;
    private XskHost sender;
    private XskMap map;
    private Umem umem;

    @BeforeEach
    void setUp()
    {
        cable = new Cable(1);
        receiver = new XskHost(cable.right(), RIGHT, CAPACITY, 1);
        sender = new XskHost(cable.left(), LEFT, CAPACITY, 0);
        map = XskMap.create(1);
        map.put(0, receiver.socket());
        umem = receiver.socket().umem();
    }

    @AfterEach
    void tearDown()
    {
        map.close();
        sender.close();
        receiver.close();
        cable.close();
    }

    @KernelTest
    void shouldDeliverWhatTheDriverAndTheProgramSay()
    {
        try (
            XdpProgram program = load();
            XdpLink link = attach(program))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            assertEquals("", program.metadataRefusal());

            metadata.wrap(umem, exchange(1), program.metadataSignature());
            assertTrue(metadata.hasHash());
            // TAI is up to a minute ahead of the system's clock: this tells the clock, not how fast anything was.
            assertTrue(metadata.hasSoftwareTimestamp() && metadata.isSoftwareTimestampTai());
            final long ageMs =
                System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(metadata.softwareTimestampNs());
            assertTrue(Math.abs(ageMs) < TimeUnit.MINUTES.toMillis(10), () -> "ageMs=" + ageMs);

            // veth asked, and had nothing to say of these.
            assertFalse(metadata.hasTimestamp());
            assertEquals(0, metadata.timestampNs());
            assertFalse(metadata.hasVlan());
            assertEquals(0, metadata.vlanTci());
            assertEquals(0, metadata.vlanProtocol());
            assertFalse(metadata.hasMark());
            assertEquals(0, metadata.mark());
        }
    }

    @KernelTest
    void shouldNotTakeWhatAnotherProgramLeftForMetadata()
    {
        final int signature;
        final long address;
        try (XdpProgram program = load())
        {
            try (XdpLink link = attach(program))
            {
                assertEquals(AttachMode.NATIVE, link.mode());
                address = exchange(1);
            }
            signature = program.metadataSignature();
            assertTrue(metadata.wrap(umem, address, signature).hasSoftwareTimestamp());
        }
        receiver.fill(address);

        try (
            XdpProgram program = XdpProgram.redirectTo(map);
            XdpProgram other = load();
            XdpLink link = attach(program))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            assertEquals(address, exchange(2));
            assertEquals(RxMetadata.NO_SIGNATURE, program.metadataSignature());
            assertNotEquals(signature, other.metadataSignature());
            // The bytes are still there, and nobody takes them for the packet's.
            assertTrue(metadata.wrap(umem, address, signature).hasSoftwareTimestamp());
            assertFalse(metadata.wrap(umem, address, program.metadataSignature()).hasSoftwareTimestamp());
            assertFalse(metadata.wrap(umem, address, other.metadataSignature()).hasSoftwareTimestamp());
            assertEquals(0, metadata.softwareTimestampNs());
            assertEquals(0, metadata.hash());
        }
    }

    @KernelTest
    void shouldCarryAMark()
    {
        final RxMetadataEmitter emitter = new RxMetadataEmitter(7, false, 0, 0, 0);
        final BpfAssembler assembler = new BpfAssembler()
            .move(Register.R6, Register.R1)
            .move(Register.R7, MARK);
        emitter.emit(assembler, Register.R6, Register.R7, -16);
        assembler
            .load(Width.WORD, Register.R2, Register.R6, XdpContextDescriptor.RX_QUEUE_INDEX_OFFSET)
            .loadMap(Register.R1, map)
            .move(Register.R3, XdpAction.PASS)
            .call(Helper.REDIRECT_MAP)
            .exit();

        try (
            XdpProgram program = XdpProgram.load("marks", assembler);
            XdpLink link = attach(program))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            metadata.wrap(umem, exchange(1), 7);
            assertTrue(metadata.hasMark());
            assertEquals(MARK, metadata.mark());
            assertFalse(metadata.hasHash());
            assertTrue(metadata.hasSoftwareTimestamp());
            assertFalse(metadata.isSoftwareTimestampTai());
            assertTrue(metadata.softwareTimestampNs() <= System.nanoTime());
        }
    }

    @KernelTest
    void shouldDoWithoutTheCardAndSayWhy()
    {
        try (
            NetworkNamespace host = NetworkNamespace.create("host");
            XdpProgram program = host.call(() -> XdpProgram.redirectTo(map, false, NetDevice.byName("lo")));
            XdpLink link = host.call(() -> program.attach(NetDevice.byName("lo"))))
        {
            assertEquals(AttachMode.GENERIC, link.mode());
            assertTrue(program.metadataRefusal().contains("BPF_PROG_LOAD failed"), program.metadataRefusal());
            assertNotEquals(RxMetadata.NO_SIGNATURE, program.metadataSignature());
        }
    }

    private XdpProgram load()
    {
        return cable.right().call(() -> XdpProgram.redirectTo(map, false, NetDevice.byName(RIGHT)));
    }

    private XdpLink attach(final XdpProgram program)
    {
        return cable.right().call(() -> program.attach(NetDevice.byName(RIGHT)));
    }

    /** Where the packet came to. */
    private long exchange(final long number)
    {
        sender.send(number, LENGTH);
        final long address = receiver.take();
        assertEquals(number, receiver.number(address));

        return address;
    }
}
