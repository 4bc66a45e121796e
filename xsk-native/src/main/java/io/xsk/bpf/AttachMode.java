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

import io.xsk.ffi.Bpf;

/**
 * Where in the kernel an XDP program runs.
 */
public enum AttachMode
{
    /** In the driver, before a socket buffer is made. */
    NATIVE(Bpf.XDP_FLAGS_DRV_MODE),
    /** In the kernel's generic path, after the driver has made a socket buffer. Every driver can, but slower. */
    GENERIC(Bpf.XDP_FLAGS_SKB_MODE);

    private final int flags;

    AttachMode(final int flags)
    {
        this.flags = flags;
    }

    int flags()
    {
        return flags;
    }
}
