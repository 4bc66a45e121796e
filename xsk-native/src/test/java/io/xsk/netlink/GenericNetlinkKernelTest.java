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
package io.xsk.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.XskException;
import io.xsk.ffi.Errno;
import io.xsk.testing.KernelTest;

class GenericNetlinkKernelTest
{
    private static final int CONTROLLER = 16;

    @KernelTest
    void shouldResolveFamiliesByTheirNames()
    {
        try (GenericNetlink netlink = new GenericNetlink())
        {
            assertEquals(CONTROLLER, netlink.familyId("nlctrl"));
            assertTrue(netlink.familyId(EthtoolDescriptor.FAMILY) > CONTROLLER);
        }
    }

    @KernelTest
    void shouldAnswerZeroForAFamilyThatTheKernelHasNot()
    {
        try (GenericNetlink netlink = new GenericNetlink())
        {
            assertEquals(0, netlink.familyId("no-such-family"));
            assertEquals(CONTROLLER, netlink.familyId("nlctrl"));
        }
    }

    @KernelTest
    void shouldAnswerNothingForACommandThatTheFamilyHasNot()
    {
        try (GenericNetlink netlink = new GenericNetlink())
        {
            final Attributes answer = netlink.request(
                GenericDescriptor.request(CONTROLLER, 250), Errno.EOPNOTSUPP, "CTRL_CMD_250", "family=nlctrl");

            assertFalse(answer.payload(GenericDescriptor.CTRL_ATTR_FAMILY_ID).hasRemaining());
        }
    }

    @KernelTest
    void shouldThrowWhatIsNotAnAbsence()
    {
        try (GenericNetlink netlink = new GenericNetlink())
        {
            final EthtoolFamily ethtool = new EthtoolFamily(netlink);
            final XskException exception =
                assertThrows(XskException.class, () -> ethtool.channels(Integer.MAX_VALUE));

            assertEquals(Errno.ENODEV.code(), exception.errno());
            assertTrue(exception.getMessage().contains("ETHTOOL_MSG_CHANNELS_GET failed: index=2147483647"),
                exception.getMessage());
        }
    }
}
