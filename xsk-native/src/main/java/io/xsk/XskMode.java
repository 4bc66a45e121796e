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

import io.xsk.bpf.AttachMode;

/**
 * How packets get from the interface into the UMEM, best first.
 */
public enum XskMode
{
    /** The driver receives into the UMEM. */
    ZERO_COPY("zero-copy"),
    /** The driver's own XDP hook, from where the packet is copied into the UMEM. */
    NATIVE_COPY("native-copy"),
    /** The kernel's generic XDP hook, after a socket buffer was made; from where the packet is copied. */
    GENERIC_COPY("generic-copy");

    private final String label;

    XskMode(final String label)
    {
        this.label = label;
    }

    /**
     * What a socket and the program that feeds it got.
     *
     * @param attachMode of the program.
     * @param isZeroCopy as the kernel says of the socket.
     * @return the mode.
     */
    public static XskMode of(final AttachMode attachMode, final boolean isZeroCopy)
    {
        if (AttachMode.GENERIC == attachMode)
        {
            // The packet was made into a socket buffer before the program ran, whatever the socket could do.
            return GENERIC_COPY;
        }

        return isZeroCopy ? ZERO_COPY : NATIVE_COPY;
    }

    /**
     * The name for people and reports.
     *
     * @return the name in lower case with a hyphen.
     */
    public String label()
    {
        return label;
    }
}
