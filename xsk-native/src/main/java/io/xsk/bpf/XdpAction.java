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

/**
 * What an XDP program returns ({@code enum xdp_action}).
 */
public enum XdpAction
{
    /** The program failed: dropped, and traced. */
    ABORTED,
    /** Dropped. */
    DROP,
    /** Passed to the kernel's own stack. */
    PASS,
    /** Sent back out of the interface that it came in by. */
    TX,
    /** Redirected: to a socket, where the program said so. */
    REDIRECT;

    private static final XdpAction[] VALUES = values();

    int code()
    {
        return ordinal();
    }

    /** What a program returned; what the kernel does not know it treats as aborted. */
    static XdpAction of(final int code)
    {
        return code >= 0 && code < VALUES.length ? VALUES[code] : ABORTED;
    }
}
