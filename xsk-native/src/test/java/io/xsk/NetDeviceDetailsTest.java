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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.netlink.Attributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetDeviceDetailsTest
{
    private static final NetDevice DEVICE =
        new NetDevice("eth1", 3, 0, 0x0200_00AB_CDEFL, 1500, 64, true, 0, 0, 0, 0, 0);

    /** Attributes 1 to 9, of which each holds ten times its type. */
    private final Attributes numbers = numbers();

    @Test
    void shouldReadTheCountsOfChannels()
    {
        assertEquals(new ChannelCounts(60, 70, 90, 20, 30, 50), ChannelCounts.of(numbers));
    }

    @Test
    void shouldReadTheSizesOfRings()
    {
        assertEquals(new RingSizes(60, 90, 20, 50), RingSizes.of(numbers));
    }

    @Test
    void shouldCountTheReceiveQueuesInUse()
    {
        assertEquals(4, details(new ChannelCounts(0, 0, 4, 0, 0, 8), EnumSet.noneOf(XdpFeature.class)).rxQueues());
        assertEquals(3, details(new ChannelCounts(2, 5, 1, 8, 8, 8), EnumSet.noneOf(XdpFeature.class)).rxQueues());
    }

    @Test
    void shouldCountTheReceiveQueuesThatItWasMadeWithWhereThereAreNoChannels()
    {
        assertEquals(64, details(new ChannelCounts(0, 0, 0, 0, 0, 0), EnumSet.noneOf(XdpFeature.class)).rxQueues());
    }

    @Test
    void shouldKeepItsFeatures()
    {
        final Set<XdpFeature> features = EnumSet.of(XdpFeature.BASIC, XdpFeature.ZERO_COPY);
        final NetDeviceDetails details = details(new ChannelCounts(0, 0, 4, 0, 0, 8), features);
        features.clear();

        assertTrue(details.isZeroCopyCapable());
        assertFalse(details(new ChannelCounts(0, 0, 4, 0, 0, 8), features).isZeroCopyCapable());
    }

    @Test
    void shouldSayAllInItsText()
    {
        assertEquals(
            "NetDeviceDetails{name=eth1, index=3, macAddress=02:00:00:ab:cd:ef, mtu=1500, isUp=true, driver=ice, " +
            "busAddress=0000:03:00.0, numaNode=1, rxQueues=4, " +
            "channels=ChannelCounts[rx=0, tx=0, combined=4, maxRx=0, maxTx=0, maxCombined=8], " +
            "rings=RingSizes[rx=512, tx=256, maxRx=4096, maxTx=8160], xdpFeatures=[BASIC, ZERO_COPY], " +
            "zeroCopyMaxSegments=8, rxMetadata=[HASH], xskFeatures=[TX_TIMESTAMP]}",
            details(new ChannelCounts(0, 0, 4, 0, 0, 8), Set.of(XdpFeature.ZERO_COPY, XdpFeature.BASIC)).toString());
    }

    private static NetDeviceDetails details(final ChannelCounts channels, final Set<XdpFeature> features)
    {
        return new NetDeviceDetails(
            DEVICE, "ice", "0000:03:00.0", 1, channels, new RingSizes(512, 256, 4096, 8160), features, 8,
            Set.of(XdpRxMetadata.HASH), Set.of(XskFeature.TX_TIMESTAMP));
    }

    private static Attributes numbers()
    {
        final ByteBuffer message = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
        for (short type = 1; type <= 9; type++)
        {
            message.putShort((short)8).putShort(type).putInt(type * 10);
        }

        return new Attributes(message.flip(), 0);
    }
}
