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

import io.xsk.ffi.Errno;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is said of a driver that does not run a socket without copies.
 */
class ZeroCopyRemedyTest
{
    private static final int FRAME_LENGTH = 4096;
    private static final Set<XdpFeature> ZERO_COPY =
        EnumSet.of(XdpFeature.BASIC, XdpFeature.REDIRECT, XdpFeature.ZERO_COPY);
    private static final Set<XdpFeature> NO_ZERO_COPY = EnumSet.of(XdpFeature.BASIC, XdpFeature.REDIRECT);

    @Test
    void shouldSayThatTheDriverHasNoSuchMode()
    {
        assertEquals("the driver ice has no zero-copy mode",
            remedy(Errno.EOPNOTSUPP, details(1500, NO_ZERO_COPY, 0), 0, FRAME_LENGTH, 0, false));
    }

    @Test
    void shouldSayThatTheDriverHasItForPacketsInOneFrameOnly()
    {
        assertEquals("the driver ice takes a packet in one frame only in zero-copy mode: zeroCopyMaxSegments=1; " +
            "do without multiBuffer(true)",
            remedy(Errno.EOPNOTSUPP, details(9000, ZERO_COPY, 1), 0, FRAME_LENGTH, 0, true));
    }

    /** The largest MTU that each kind of frame has room for, and one more. */
    @ParameterizedTest
    @CsvSource({
        "1510, 2048, 256, false, 1, 1536", "1766, 2048, 0, false, 1, 1792", "3814, 4096, 0, false, 1, 3840",
        "3302, 4096, 512, false, 1, 3328", "6886, 4096, 0, true, 2, 6912"})
    void shouldNameTheMtuAgainstTheLengthOfTheFrames(
        final int maxMtu,
        final int frameLength,
        final int headroom,
        final boolean isMultiBuffer,
        final int maxSegments,
        final int room)
    {
        assertEquals("the driver ice refuses it with mtu=" + maxMtu + " frameLength=" + frameLength + " headroom=" +
            headroom + " queue=3", remedy(
                Errno.EINVAL, details(maxMtu, ZERO_COPY, maxSegments), 3, frameLength, headroom, isMultiBuffer));
        assertEquals("the interface's MTU is too long for the frames: mtu=" + (maxMtu + 1) + " frameLength=" +
            frameLength + " headroom=" + headroom + " leave a packet " + room +
            " bytes, and it may have the MTU and 26 more; lower the MTU to " + maxMtu +
            ", or take longer frames or less headroom", remedy(
                Errno.EINVAL, details(maxMtu + 1, ZERO_COPY, maxSegments), 3, frameLength, headroom, isMultiBuffer));
    }

    @Test
    void shouldNameTheQueuesThatThereAre()
    {
        assertEquals("the interface has no such queue: queues=4; choose one from 0 to 3",
            remedy(Errno.EINVAL, details(9000, ZERO_COPY, 1), 4, FRAME_LENGTH, 0, false));
    }

    @ParameterizedTest
    @EnumSource(value = Errno.class, names = {"EPERM", "EBUSY", "ENOMEM", "ENETDOWN"})
    void shouldSayNothingWhereTheReasonDoesNotFollow(final Errno errno)
    {
        assertEquals("", remedy(errno, details(9000, NO_ZERO_COPY, 1), 4, FRAME_LENGTH, 0, true));
    }

    @Test
    void shouldSayNothingOfWhatTheKernelDoesNotTell()
    {
        assertEquals("", remedy(Errno.EINVAL, null, 0, FRAME_LENGTH, 0, false));
        assertEquals("", remedy(
            Errno.EOPNOTSUPP, details(1500, EnumSet.noneOf(XdpFeature.class), 0), 0, FRAME_LENGTH, 0, true));
        assertEquals("", remedy(Errno.EOPNOTSUPP, details(1500, ZERO_COPY, 0), 0, FRAME_LENGTH, 0, true));
    }

    private static String remedy(
        final Errno errno,
        final NetDeviceDetails details,
        final int queue,
        final int frameLength,
        final int headroom,
        final boolean isMultiBuffer)
    {
        try (Umem umem = Umem.allocate(
            new Umem.Context().frameCount(1).frameLength(frameLength).headroom(headroom)))
        {
            return ZeroCopyRemedy.of(errno.code(), details, queue, umem, isMultiBuffer);
        }
    }

    private static NetDeviceDetails details(final int mtu, final Set<XdpFeature> features, final int maxSegments)
    {
        return new NetDeviceDetails(
            new NetDevice("eth1", 3, 0, 0, mtu, 64, true, 0, 0, 0, 0, 0), "ice", "0000:03:00.0", 0,
            new ChannelCounts(0, 0, 4, 0, 0, 8), new RingSizes(512, 512, 4096, 4096), features, maxSegments,
            EnumSet.noneOf(XdpRxMetadata.class), EnumSet.noneOf(XskFeature.class));
    }
}
