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

import static io.xsk.XskFeature.TX_CHECKSUM;
import static io.xsk.XskFeature.TX_LAUNCH_TIME;
import static io.xsk.XskFeature.TX_TIMESTAMP;
import static io.xsk.testing.Cable.LEFT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a socket requires of its interface for the packets that it sends.
 */
class TxOffloadTest
{
    private static final int CAPACITY = 64;
    private static final KernelVersion RUNNING = new KernelVersion(6, 18);

    @Test
    void shouldTakeAnInterfaceThatHasWhatIsRequired()
    {
        TxOffload.require(
            details(EnumSet.of(TX_TIMESTAMP, TX_LAUNCH_TIME)), Set.of(TX_LAUNCH_TIME), "queue=0", RUNNING);
        TxOffload.require(details(EnumSet.noneOf(XskFeature.class)), Set.of(), "queue=0", RUNNING);
    }

    @Test
    void shouldSayWhatADriverOffersInstead()
    {
        final XskException exception = refusal(EnumSet.of(TX_TIMESTAMP), Set.of(TX_TIMESTAMP, TX_LAUNCH_TIME), RUNNING);

        assertEquals("EOPNOTSUPP", exception.errnoName());
        assertEquals("missing=[TX_LAUNCH_TIME]", exception.subject().replaceAll(".* (?=missing)", ""));
        assertEquals("the driver igc offers [TX_TIMESTAMP]; do without, or take another interface",
            exception.remedy());
    }

    @Test
    void shouldNameTheKernelThatHasWhatIsRequired()
    {
        assertEquals("requiredFeatures(TX_LAUNCH_TIME) needs Linux 6.15 or later, this is 6.14; " +
            "do without, or take a newer kernel",
            refusal(EnumSet.of(TX_TIMESTAMP), Set.of(TX_LAUNCH_TIME), new KernelVersion(6, 14)).remedy());
        assertEquals("requiredFeatures needs Linux 6.8 or later, this is 6.1; do without, or take a newer kernel",
            refusal(EnumSet.noneOf(XskFeature.class), Set.of(TX_CHECKSUM), new KernelVersion(6, 1)).remedy());
    }

    /** A virtual interface does nothing for packets that are not copied. */
    @KernelTest
    void shouldRefuseToOpenASocketWhoseInterfaceHasNotWhatIsRequired()
    {
        final Cable cable = new Cable(1);
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(CAPACITY).txMetadata(true)))
        {
            final XskSocket.Context context =
                XskHost.context(LEFT, CAPACITY).umem(umem).requiredFeatures(Set.of(TX_LAUNCH_TIME));
            final XskException exception =
                assertThrows(XskException.class, () -> cable.left().call(() -> XskSocket.open(context)));

            assertEquals("interface=left queue=0 requiredFeatures=[TX_LAUNCH_TIME] missing=[TX_LAUNCH_TIME]",
                exception.subject());
            assertEquals(KernelVersion.running().compareTo(new KernelVersion(6, 15)) < 0,
                exception.remedy().contains("needs Linux 6.15"), exception.remedy());

            cable.left().call(() -> XskSocket.open(context.requiredFeatures(Set.of()))).close();
        }
        finally
        {
            cable.close();
        }
    }

    private static XskException refusal(
        final Set<XskFeature> offered, final Set<XskFeature> required, final KernelVersion running)
    {
        return assertThrows(
            XskException.class, () -> TxOffload.require(details(offered), required, "queue=0", running));
    }

    private static NetDeviceDetails details(final Set<XskFeature> features)
    {
        return new NetDeviceDetails(
            new NetDevice("eth1", 3, 0, 0, 1500, 4, true, 0, 0, 0, 0, 0), "igc", "0000:03:00.0", 0,
            new ChannelCounts(0, 0, 4, 0, 0, 8), new RingSizes(256, 256, 4096, 4096),
            EnumSet.noneOf(XdpFeature.class), 1, EnumSet.noneOf(XdpRxMetadata.class), features);
    }
}
