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

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests byte by byte, as a little-endian kernel reads them.
 */
class RequestEncodingTest
{
    private static final int SEQUENCE = 3;

    /** Flags: request, acknowledge; the port is the kernel's. */
    private static final String FLAGS_SEQUENCE_PORT = "0500 03000000 00000000";

    @BeforeEach
    void requireLittleEndian()
    {
        Assumptions.assumeTrue(ByteOrder.LITTLE_ENDIAN == ByteOrder.nativeOrder());
    }

    @Test
    void shouldAskTheControllerForAFamilyByItsName()
    {
        assertEncoded(
            "20000000 1000" + FLAGS_SEQUENCE_PORT + "03 01 0000" +
            "0b00 0200 6e6574646576 00 00",
            GenericDescriptor.familyRequest("netdev"));
    }

    @Test
    void shouldAskEthtoolForAnInterfaceInANestedHeader()
    {
        assertEncoded(
            "20000000 1400" + FLAGS_SEQUENCE_PORT + "0f 01 0000" +
            "0c00 0180 0800 0100 02010000",
            EthtoolDescriptor.request(20, EthtoolDescriptor.MSG_RINGS_GET, 258));
        assertEncoded(
            "20000000 1400" + FLAGS_SEQUENCE_PORT + "11 01 0000" +
            "0c00 0180 0800 0100 02010000",
            EthtoolDescriptor.request(20, EthtoolDescriptor.MSG_CHANNELS_GET, 258));
    }

    @Test
    void shouldAskNetdevForAnInterface()
    {
        assertEncoded(
            "1c000000 2100" + FLAGS_SEQUENCE_PORT + "01 01 0000" +
            "0800 0100 02010000",
            NetdevDescriptor.request(33, 258));
    }

    @Test
    void shouldSetTheMtuAndNoFlag()
    {
        final NetlinkMessage message = new NetlinkMessage(LinkDescriptor.RTM_NEWLINK, 0);
        LinkDescriptor.putMtu(message, 258, 9000);

        assertEncoded(
            "28000000 1000" + FLAGS_SEQUENCE_PORT + "00 00 0000 02010000 00000000 00000000" +
            "0800 0400 28230000",
            message);
    }

    private static void assertEncoded(final String expected, final NetlinkMessage message)
    {
        final byte[] bytes = message.segment(SEQUENCE).toArray(ValueLayout.JAVA_BYTE);

        assertEquals(expected.replace(" ", ""), HexFormat.of().formatHex(bytes));
    }
}
