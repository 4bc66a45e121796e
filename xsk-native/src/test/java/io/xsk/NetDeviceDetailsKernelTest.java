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
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.ffi.Errno;
import io.xsk.netlink.GenericNetlink;
import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

class NetDeviceDetailsKernelTest
{
    private static final int QUEUES = 3;
    private static final ChannelCounts NO_CHANNELS = new ChannelCounts(0, 0, 0, 0, 0, 0);
    private static final RingSizes NO_RINGS = new RingSizes(0, 0, 0, 0);

    @KernelTest
    void shouldTellTheDriverAndTheQueuesOfAVirtualInterface()
    {
        try (Cable cable = new Cable(QUEUES))
        {
            final NetDeviceDetails details = cable.left().call(() -> NetDeviceDetails.byName(LEFT));

            assertEquals(LEFT, details.device().name());
            assertEquals(cable.left().device(LEFT).macAddress(), details.device().macAddress());
            assertEquals("veth", details.driver());
            assertEquals(NumaNode.NONE, details.numaNode());
            assertEquals(QUEUES, details.rxQueues());
            assertEquals(new ChannelCounts(QUEUES, QUEUES, 0, QUEUES, QUEUES, 0), details.channels());
            assertEquals(NO_RINGS, details.rings());
        }
    }

    @KernelTest
    void shouldTellTheFeaturesOfAVirtualInterface()
    {
        try (Cable cable = new Cable(QUEUES))
        {
            requireNetdevFamily();
            final NetDeviceDetails details = cable.right().call(() -> NetDeviceDetails.byName(RIGHT));

            assertTrue(
                details.xdpFeatures().containsAll(EnumSet.of(XdpFeature.BASIC, XdpFeature.REDIRECT)),
                details.toString());
            // Older kernels than Linux 6.7 do not tell which metadata there is.
            assertTrue(
                details.rxMetadata().isEmpty() ||
                details.rxMetadata().containsAll(EnumSet.of(XdpRxMetadata.TIMESTAMP, XdpRxMetadata.HASH)),
                details.toString());
            assertFalse(details.isZeroCopyCapable());
            assertEquals(0, details.zeroCopyMaxSegments());
            assertEquals(Set.of(), details.xskFeatures());
        }
    }

    @KernelTest
    void shouldTellFeaturesThatComeAndGoWithTheProgramOfThePeer()
    {
        try (
            Cable cable = new Cable(1);
            XskMap map = XskMap.create(1);
            XdpProgram program = XdpProgram.redirectTo(map))
        {
            requireNetdevFamily();
            assertFalse(leftFeatures(cable).contains(XdpFeature.REDIRECT_TARGET));

            final XdpLink link = cable.right().call(() -> program.attach(NetDevice.byName(RIGHT)));
            assertTrue(leftFeatures(cable).contains(XdpFeature.REDIRECT_TARGET));

            link.close();
            assertFalse(leftFeatures(cable).contains(XdpFeature.REDIRECT_TARGET));
        }
    }

    @KernelTest
    void shouldTellNothingOfLoopbackThatItDoesNotSupport()
    {
        try (NetworkNamespace host = NetworkNamespace.create("host"))
        {
            final NetDeviceDetails details = host.call(() -> NetDeviceDetails.byName("lo"));

            assertEquals("", details.driver());
            assertEquals("", details.busAddress());
            assertEquals(NumaNode.NONE, details.numaNode());
            assertEquals(NO_CHANNELS, details.channels());
            assertEquals(NO_RINGS, details.rings());
            assertEquals(Set.of(), details.xdpFeatures());
            assertEquals(Set.of(), details.rxMetadata());
            assertEquals(1, details.rxQueues());
        }
    }

    @KernelTest
    void shouldRefuseADeviceOfAnotherNamespace()
    {
        try (Cable cable = new Cable(1))
        {
            final NetDevice left = cable.left().device(LEFT);

            assertThrows(IllegalStateException.class, () -> NetDeviceDetails.of(left));
            assertThrows(
                IllegalStateException.class, () -> cable.right().call(() -> NetDeviceDetails.of(left)));
        }
    }

    @KernelTest
    void shouldRefuseADeviceThatIsGone()
    {
        try (Cable cable = new Cable(1))
        {
            final NetDevice left = cable.left().device(LEFT);
            final NetDevice renamed = copy(left, "renamed", left.index());
            final NetDevice gone = copy(left, left.name(), Integer.MAX_VALUE);

            for (final NetDevice device : new NetDevice[]{ renamed, gone })
            {
                final XskException exception = assertThrows(
                    XskException.class, () -> cable.left().call(() -> NetDeviceDetails.of(device)));
                assertEquals(Errno.ENODEV.code(), exception.errno());
                assertTrue(exception.remedy().contains("look it up again"), exception.getMessage());
            }
            assertThrows(
                XskException.class, () -> cable.left().call(() -> NetDeviceDetails.byName("no-such-one")));
        }
    }

    private static Set<XdpFeature> leftFeatures(final Cable cable)
    {
        return cable.left().call(() -> NetDeviceDetails.byName(LEFT)).xdpFeatures();
    }

    private static void requireNetdevFamily()
    {
        try (GenericNetlink netlink = new GenericNetlink())
        {
            Assumptions.assumeTrue(0 != netlink.familyId("netdev"), "the kernel has no netdev family");
        }
    }

    private static NetDevice copy(final NetDevice device, final String name, final int index)
    {
        return new NetDevice(name, index, device.namespace(), 0, 1500, 1, true, 0, 0, 0, 0, 0);
    }
}
