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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Other programs on the same interface: told apart, left alone, replaced.
 */
class CoexistenceKernelTest
{
    private Cable cable;
    private NetworkNamespace host;
    private NetDevice device;
    private XskMap map;
    private XdpProgram mine;
    private XdpProgram others;

    @BeforeEach
    void setUp()
    {
        cable = new Cable(1);
        host = cable.left();
        device = host.device(LEFT);
        map = XskMap.create(1);
        mine = XdpProgram.redirectTo(map);
        others = program("others");
    }

    @AfterEach
    void tearDown()
    {
        others.close();
        mine.close();
        map.close();
        cable.close();
    }

    @KernelTest
    void shouldTellWhoseProgramItIs()
    {
        assertTrue(AttachedPrograms.on(host, LEFT).isEmpty());
        final XdpLink link = host.call(() -> others.attach(device, AttachMode.GENERIC));

        final AttachedProgram attached = AttachedPrograms.only(host, LEFT);
        assertEquals(host.device(LEFT).xdpProgramId(), attached.programId());
        assertEquals("others", attached.programName());
        assertEquals(AttachMode.GENERIC, attached.mode());
        assertTrue(attached.linkId() > 0, attached::toString);
        assertTrue(attached.holders().getFirst().startsWith("pid " + ProcessHandle.current().pid() + " ("),
            () -> attached.holders().toString());

        link.close();
        assertTrue(attached.holders().isEmpty());
        assertTrue(AttachedPrograms.on(host, LEFT).isEmpty());
    }

    @KernelTest
    void shouldRefuseWhereAProgramIsAttachedWithoutALinkAndSayHowToDetachIt()
    {
        AttachedPrograms.attachWithoutLink(host, device, others);
        final AttachedProgram attached = AttachedPrograms.only(host, LEFT);
        assertEquals(AttachedProgram.NO_LINK, attached.linkId());

        final XskException exception = assertThrows(XskException.class, () -> host.call(() -> mine.attach(device)));
        assertEquals("EBUSY", exception.errnoName());
        assertTrue(exception.remedy().contains("program id=" + attached.programId() +
            " name=others mode=NATIVE without a link: detach it with 'ip link set dev left xdpdrv off'"),
            exception::getMessage);
        assertEquals(attached, AttachedPrograms.only(host, LEFT));
    }

    @KernelTest
    void shouldSayWhoseItIsWhereTheOtherOneRunsInAnotherMode()
    {
        try (XdpLink theirs = host.call(() -> others.attach(device, AttachMode.GENERIC)))
        {
            assertEquals(AttachMode.GENERIC, theirs.mode());
            final XskException exception =
                assertThrows(XskException.class, () -> host.call(() -> mine.attach(device)));
            assertEquals("EEXIST", exception.errnoName());
            assertTrue(exception.remedy().contains("name=others mode=GENERIC link="), exception::getMessage);
        }
    }

    @KernelTest
    void shouldTakeAnInterfaceOverFromAProgramWithoutALink()
    {
        AttachedPrograms.attachWithoutLink(host, device, others);

        try (XdpLink link = host.call(() -> mine.takeOver(device)))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            assertEquals(mine.name(), AttachedPrograms.only(host, LEFT).programName());
        }
        assertTrue(AttachedPrograms.on(host, LEFT).isEmpty());
    }

    @KernelTest
    void shouldTakeAnInterfaceOverFromALinkInItsMode()
    {
        try (XdpLink theirs = host.call(() -> others.attach(device, AttachMode.GENERIC)))
        {
            final int linkId = AttachedPrograms.only(host, LEFT).linkId();
            try (XdpLink link = host.call(() -> mine.takeOver(device)))
            {
                assertEquals(AttachMode.GENERIC, link.mode());
                assertEquals(mine.name(), AttachedPrograms.only(host, LEFT).programName());
                assertEquals(linkId, AttachedPrograms.only(host, LEFT).linkId());
            }
            assertTrue(AttachedPrograms.on(host, LEFT).isEmpty());

            final XskException exception = assertThrows(XskException.class, () -> theirs.replace(others));
            assertEquals("ENOLINK", exception.errnoName());
        }
    }

    @KernelTest
    void shouldTakeAnInterfaceOverWhereThereIsNoProgram()
    {
        try (XdpLink link = host.call(() -> mine.takeOver(device)))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            assertEquals(mine.name(), AttachedPrograms.only(host, LEFT).programName());
        }
    }

    @KernelTest
    void shouldReplaceItsOwnProgramAndRefuseOneThatDoesNotFit()
    {
        try (XdpLink link = host.call(() -> mine.attach(device)))
        {
            link.replace(others);
            assertEquals("others", AttachedPrograms.only(host, LEFT).programName());

            others.close();
            final XskException exception = assertThrows(XskException.class, () -> link.replace(others));
            assertEquals("BPF_LINK_UPDATE", exception.call());
            assertEquals("others", AttachedPrograms.only(host, LEFT).programName());

            link.detach();
            assertTrue(AttachedPrograms.on(host, LEFT).isEmpty());
            assertThrows(IllegalStateException.class, () -> link.replace(mine));
        }
    }

    @KernelTest
    void shouldSayThatTheCardDoesNotRunPrograms()
    {
        final XskException exception =
            assertThrows(XskException.class, () -> host.call(() -> mine.attach(device, AttachMode.OFFLOAD)));
        assertTrue(exception.remedy().contains("the card does not run programs"), exception::getMessage);
        assertFalse(AttachedPrograms.on(host, LEFT).iterator().hasNext());
    }

    /** One that lets everything pass. */
    private static XdpProgram program(final String name)
    {
        return XdpProgram.load(name, new BpfAssembler().move(Register.R0, XdpAction.PASS).exit());
    }
}
