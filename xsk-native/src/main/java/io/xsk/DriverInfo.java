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

import io.xsk.ffi.Errno;
import io.xsk.ffi.Ethtool;
import io.xsk.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What an interface's driver says of itself, {@code ETHTOOL_GDRVINFO}.
 *
 * @param driver     by its name; empty where there is none.
 * @param busAddress of the device, such as {@code 0000:03:00.0}; empty where it is on no bus.
 */
record DriverInfo(String driver, String busAddress)
{
    private static final DriverInfo NONE = new DriverInfo("", "");

    /**
     * Ask, in the network namespace of the calling thread.
     *
     * @param interfaceName of the interface.
     * @return what the driver says, nothing where it does not support the question.
     * @throws XskException if there is no such interface.
     */
    static DriverInfo of(final String interfaceName)
    {
        final int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            throw new XskException("socket", "family=AF_INET", -fd);
        }

        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = arena.allocate(Ethtool.DRIVER_INFO);
            final int result = Ethtool.driverInfo(fd, interfaceName, info);
            if (Errno.EOPNOTSUPP.is(result))
            {
                return NONE;
            }
            if (result < 0)
            {
                throw new XskException("ETHTOOL_GDRVINFO", "interface=" + interfaceName, -result);
            }

            return new DriverInfo(
                Ethtool.text(info, Ethtool.DRIVER_INFO_DRIVER), Ethtool.text(info, Ethtool.DRIVER_INFO_BUS_INFO));
        }
        finally
        {
            Sockets.close(fd);
        }
    }
}
