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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The NUMA node of a device on the PCI bus. It is asked for by the address on the bus that the driver told: sysfs shows
 * buses alike in all network namespaces, but interfaces only those of the namespace in which it was mounted, where the
 * same name may mean another one.
 */
final class NumaNode
{
    /** There is none, or it is not known. */
    static final int NONE = -1;

    private static final Path PCI_DEVICES = Path.of("/sys/bus/pci/devices");

    private NumaNode()
    {
    }

    static int of(final String busAddress)
    {
        return of(PCI_DEVICES, busAddress);
    }

    static int of(final Path devices, final String busAddress)
    {
        // The driver may put any text there, so also one that leads elsewhere.
        if (busAddress.isEmpty() || busAddress.indexOf('/') >= 0)
        {
            return NONE;
        }

        try
        {
            final String node = Files.readString(devices.resolve(busAddress).resolve("numa_node"));

            return Math.max(NONE, Integer.parseInt(node.trim()));
        }
        catch (final IOException | IllegalArgumentException ignore)
        {
            // Not a PCI device, or no sysfs here: then nobody can tell.
            return NONE;
        }
    }
}
