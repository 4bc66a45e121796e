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
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeatureSetTest
{
    @Test
    void shouldKnowTheKernelsBits()
    {
        assertEquals(Set.of(XdpFeature.BASIC), xdp(1));
        assertEquals(Set.of(XdpFeature.REDIRECT), xdp(2));
        assertEquals(Set.of(XdpFeature.REDIRECT_TARGET), xdp(4));
        assertEquals(Set.of(XdpFeature.ZERO_COPY), xdp(8));
        assertEquals(Set.of(XdpFeature.HARDWARE_OFFLOAD), xdp(16));
        assertEquals(Set.of(XdpFeature.RX_FRAGMENTS), xdp(32));
        assertEquals(Set.of(XdpFeature.REDIRECT_TARGET_FRAGMENTS), xdp(64));

        assertEquals(Set.of(XdpRxMetadata.TIMESTAMP), FeatureSet.of(XdpRxMetadata.class, 1));
        assertEquals(Set.of(XdpRxMetadata.HASH), FeatureSet.of(XdpRxMetadata.class, 2));
        assertEquals(Set.of(XdpRxMetadata.VLAN_TAG), FeatureSet.of(XdpRxMetadata.class, 4));

        assertEquals(Set.of(XskFeature.TX_TIMESTAMP), FeatureSet.of(XskFeature.class, 1));
        assertEquals(Set.of(XskFeature.TX_CHECKSUM), FeatureSet.of(XskFeature.class, 2));
        assertEquals(Set.of(XskFeature.TX_LAUNCH_TIME), FeatureSet.of(XskFeature.class, 4));
    }

    @Test
    void shouldLeaveOutBitsOfNewerKernels()
    {
        assertEquals(EnumSet.allOf(XdpFeature.class), xdp(-1L));
        assertEquals(Set.of(), xdp(1L << 63 | 1L << 40));
    }

    @Test
    void shouldNotBeChanged()
    {
        final Set<XdpFeature> mutable = EnumSet.of(XdpFeature.BASIC);
        final Set<XdpFeature> copy = FeatureSet.copyOf(XdpFeature.class, mutable);
        mutable.clear();

        assertEquals(Set.of(XdpFeature.BASIC), copy);
        assertThrows(UnsupportedOperationException.class, copy::clear);
        assertThrows(UnsupportedOperationException.class, () -> xdp(1).clear());
    }

    private static Set<XdpFeature> xdp(final long bits)
    {
        return FeatureSet.of(XdpFeature.class, bits);
    }
}
