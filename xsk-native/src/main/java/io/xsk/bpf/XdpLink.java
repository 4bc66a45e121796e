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
package io.xsk.bpf;

import io.xsk.ffi.Sockets;

/**
 * An {@link XdpProgram} attached to an interface, by a {@code bpf_link}: it is detached when this is closed, and when
 * the process ends, however it ends.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
public final class XdpLink implements AutoCloseable
{
    private final AttachMode mode;
    private final String nativeRefusal;
    private int fd;

    XdpLink(final int fd, final AttachMode mode, final String nativeRefusal)
    {
        this.fd = fd;
        this.mode = mode;
        this.nativeRefusal = nativeRefusal;
    }

    /**
     * Where the program runs.
     *
     * @return the mode that was got.
     */
    public AttachMode mode()
    {
        return mode;
    }

    /**
     * Why the driver does not run the program, where it was asked and refused.
     *
     * @return the kernel's refusal, empty where there was none.
     */
    public String nativeRefusal()
    {
        return nativeRefusal;
    }

    /**
     * Detach the program. Idempotent.
     */
    @Override
    public void close()
    {
        if (fd >= 0)
        {
            Sockets.close(fd);
            fd = -1;
        }
    }
}
