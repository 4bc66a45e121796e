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
package io.xsk.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;

/**
 * The call ioctl(2) with {@code SIOCETHTOOL}, for what ethtool's netlink family does not tell: {@code linux/ethtool.h},
 * {@code linux/sockios.h}, {@code net/if.h}.
 */
public final class Ethtool
{
    private static final long SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GDRVINFO = 3;

    /** Length of an interface's name in bytes, with the zero at its end: {@code IFNAMSIZ}. */
    private static final int NAME_LENGTH = 16;
    private static final SequenceLayout TEXT = MemoryLayout.sequenceLayout(32, JAVA_BYTE);

    /** {@code struct ifreq}, as long as its longest variant. */
    static final StructLayout IFREQ = Layouts.struct("ifreq", 40,
        MemoryLayout.sequenceLayout(NAME_LENGTH, JAVA_BYTE).withName("ifr_name"),
        ADDRESS.withName("ifr_data"), MemoryLayout.paddingLayout(16));
    static final long IFREQ_DATA = Layouts.offset(IFREQ, "ifr_data");

    /** {@code struct ethtool_drvinfo}. */
    public static final StructLayout DRIVER_INFO = Layouts.struct("ethtool_drvinfo", 196,
        JAVA_INT.withName("cmd"), TEXT.withName("driver"), TEXT.withName("version"), TEXT.withName("fw_version"),
        TEXT.withName("bus_info"), TEXT.withName("erom_version"),
        MemoryLayout.sequenceLayout(12, JAVA_BYTE).withName("reserved2"), JAVA_INT.withName("n_priv_flags"),
        JAVA_INT.withName("n_stats"), JAVA_INT.withName("testinfo_len"), JAVA_INT.withName("eedump_len"),
        JAVA_INT.withName("regdump_len"));
    /** Offset of the driver's name. */
    public static final long DRIVER_INFO_DRIVER = Layouts.offset(DRIVER_INFO, "driver");
    /** Offset of the device's address on its bus. */
    public static final long DRIVER_INFO_BUS_INFO = Layouts.offset(DRIVER_INFO, "bus_info");

    private Ethtool()
    {
    }

    /**
     * Ask for an interface's driver.
     *
     * @param fd            of a socket in the interface's network namespace.
     * @param interfaceName of the interface.
     * @param info          to fill in, a {@link #DRIVER_INFO}.
     * @return 0 or the negative errno: EOPNOTSUPP when the interface has no such information, ENODEV when there is
     * no such interface, ERANGE when its name is too long to be one.
     */
    public static int driverInfo(final int fd, final String interfaceName, final MemorySegment info)
    {
        final byte[] name = interfaceName.getBytes(StandardCharsets.UTF_8);
        if (name.length >= NAME_LENGTH)
        {
            return -Errno.ERANGE.code();
        }

        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment request = arena.allocate(IFREQ);
            MemorySegment.copy(name, 0, request, JAVA_BYTE, 0, name.length);
            request.set(ADDRESS, IFREQ_DATA, info);
            info.set(JAVA_INT, 0, ETHTOOL_GDRVINFO);

            return SystemCall.IOCTL.call(fd, SIOCETHTOOL, request.address());
        }
    }

    /**
     * A text of a {@link #DRIVER_INFO}.
     *
     * @param info   that was filled in.
     * @param offset of the text.
     * @return the text up to its first zero, or all 32 bytes if there is none.
     */
    public static String text(final MemorySegment info, final long offset)
    {
        final byte[] bytes = info.asSlice(offset, TEXT).toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && 0 != bytes[length])
        {
            length++;
        }

        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
