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

import io.xsk.ffi.Errno;
import io.xsk.ffi.IfXdp;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is said of refusals of kernels that cannot be run here.
 */
class KernelFeatureTest
{
    private static final int METADATA_LENGTH = 24;
    private static final int FLAGS = IfXdp.XDP_UMEM_TX_METADATA_LEN | IfXdp.XDP_UMEM_UNALIGNED_CHUNK_FLAG;

    @ParameterizedTest
    @CsvSource({
        "NEED_WAKEUP,  bind,                  EINVAL,      5.3,  needWakeup(true) needs Linux 5.4 or later",
        "UNALIGNED,    XDP_UMEM_REG,          EINVAL,      5.3,  unaligned(true) needs Linux 5.4 or later",
        "SHARED_UMEM,  bind,                  EINVAL,      5.9,  several queues or interfaces share needs Linux 5.10",
        "BUSY_POLL,    SO_PREFER_BUSY_POLL,   ENOPROTOOPT, 5.10, busyPoll needs Linux 5.11 or later",
        "BUSY_POLL,    SO_BUSY_POLL_BUDGET,   ENOPROTOOPT, 5.10, busyPoll needs Linux 5.11 or later",
        "MULTI_BUFFER, bind,                  EINVAL,      6.5,  multiBuffer(true) needs Linux 6.6 or later",
        "TX_METADATA,  XDP_UMEM_REG,          EINVAL,      6.7,  softwareChecksum(true) needs Linux 6.8 or later",
        "TX_BUDGET,    XDP_MAX_TX_SKB_BUDGET, ENOPROTOOPT, 6.16, maxTxBudget needs Linux 6.17 or later",
        "TX_OFFLOAD,   NETDEV_CMD_DEV_GET,    EOPNOTSUPP,  6.7,  requiredFeatures needs Linux 6.8 or later",
        "LAUNCH_TIME,  NETDEV_CMD_DEV_GET,    EOPNOTSUPP,  6.14, requiredFeatures(TX_LAUNCH_TIME) needs Linux 6.15"})
    void shouldNameTheKernelThatHasWhatIsMissing(
        final KernelFeature feature, final String call, final Errno errno, final String running, final String expected)
    {
        final KernelVersion older = KernelVersion.of(running);
        final String remedy = KernelFeature.remedy(call, errno.code(), EnumSet.of(feature), older);

        assertTrue(remedy.contains(expected), remedy);
        assertTrue(remedy.contains("this is " + running), remedy);
    }

    @ParameterizedTest
    @EnumSource(KernelFeature.class)
    void shouldNotBlameAKernelThatHasWhatWasAskedFor(final KernelFeature feature)
    {
        for (final String call : Set.of("bind", "XDP_UMEM_REG", "XDP_MAX_TX_SKB_BUDGET", "SO_PREFER_BUSY_POLL"))
        {
            for (final Errno errno : Set.of(Errno.EINVAL, Errno.ENOPROTOOPT))
            {
                final String remedy =
                    KernelFeature.remedy(call, errno.code(), EnumSet.of(feature), feature.since());
                assertEquals(Remedy.of(call, errno.code()), remedy);
            }
        }
    }

    @Test
    void shouldNotBlameWhatWasNotAskedForOrIsRefusedOtherwise()
    {
        final KernelVersion old = new KernelVersion(5, 10);

        assertEquals(Remedy.of("bind", Errno.EINVAL.code()),
            KernelFeature.remedy("bind", Errno.EINVAL.code(), Set.of(), old));
        assertEquals(Remedy.of("bind", Errno.EBUSY.code()),
            KernelFeature.remedy("bind", Errno.EBUSY.code(), EnumSet.allOf(KernelFeature.class), old));
    }

    @ParameterizedTest
    @CsvSource({
        "6.18.44-generic, 6, 18", "5.4, 5, 4", "7.0-rc1, 7, 0", "5.10.0-28-amd64, 5, 10", "linux, 0, 0", "'', 0, 0"})
    void shouldReadTheVersionOfAKernel(final String release, final int major, final int minor)
    {
        assertEquals(new KernelVersion(major, minor), KernelVersion.of(release));
    }

    @Test
    void shouldOrderVersionsByNumberAndNotByLetter()
    {
        assertTrue(new KernelVersion(6, 9).compareTo(new KernelVersion(6, 10)) < 0);
        assertTrue(new KernelVersion(5, 19).compareTo(new KernelVersion(6, 0)) < 0);
        assertEquals(0, new KernelVersion(6, 1).compareTo(KernelVersion.of("6.1.2")));
        assertFalse(KernelVersion.running().compareTo(new KernelVersion(5, 10)) < 0);
    }

    @Test
    void shouldRegisterTransmitMetadataOnKernelsWithAFlagForThem()
    {
        final Kernel kernel = new Kernel(
            IfXdp.XDP_UMEM_TX_METADATA_LEN | IfXdp.XDP_UMEM_UNALIGNED_CHUNK_FLAG | IfXdp.XDP_UMEM_TX_SW_CSUM, true);

        assertEquals(0, SocketCalls.register(FLAGS, METADATA_LENGTH, kernel));
        assertEquals(METADATA_LENGTH, kernel.metadataLength);
        assertEquals(1, kernel.calls);
    }

    @Test
    void shouldRegisterTransmitMetadataOnKernelsThatHaveNoFlagForThem()
    {
        final Kernel kernel = new Kernel(IfXdp.XDP_UMEM_UNALIGNED_CHUNK_FLAG | IfXdp.XDP_UMEM_TX_SW_CSUM, true);

        assertEquals(0, SocketCalls.register(FLAGS, METADATA_LENGTH, kernel));
        assertEquals(METADATA_LENGTH, kernel.metadataLength);
        assertEquals(IfXdp.XDP_UMEM_UNALIGNED_CHUNK_FLAG, kernel.flags);
    }

    @Test
    void shouldRefuseTransmitMetadataOnKernelsThatWouldIgnoreThem()
    {
        final Kernel kernel = new Kernel(IfXdp.XDP_UMEM_UNALIGNED_CHUNK_FLAG, false);

        assertTrue(Errno.EINVAL.is(SocketCalls.register(FLAGS, METADATA_LENGTH, kernel)));
    }

    @Test
    void shouldTryOnceWhereThereAreNoTransmitMetadata()
    {
        final Kernel kernel = new Kernel(0, false);

        assertTrue(Errno.EINVAL.is(SocketCalls.register(IfXdp.XDP_UMEM_UNALIGNED_CHUNK_FLAG, 0, kernel)));
        assertEquals(1, kernel.calls);
    }

    /** What xdp_umem_reg of a version makes of flags and metadata length. */
    private static final class Kernel implements IntBinaryOperator
    {
        private final int knownFlags;
        private final boolean readsLength;
        private int flags;
        private int metadataLength;
        private int calls;

        private Kernel(final int knownFlags, final boolean readsLength)
        {
            this.knownFlags = knownFlags;
            this.readsLength = readsLength;
        }

        @Override
        public int applyAsInt(final int flags, final int length)
        {
            calls++;
            if (0 != (flags & ~knownFlags) || readsLength && (0 != length % 8 || length >= 256))
            {
                return -Errno.EINVAL.code();
            }
            this.flags = flags;
            metadataLength = readsLength ? length : 0;

            return 0;
        }
    }
}
