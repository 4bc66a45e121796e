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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the kernel compiles programs to machine code, or interprets them at several times the cost.
 */
final class BpfJit
{
    private static final Path PATH = Path.of("/proc/sys/net/core/bpf_jit_enable");

    private BpfJit()
    {
    }

    /** What is to be said about it, empty where it is on, or where there is no such choice. */
    static String warning()
    {
        try
        {
            return Files.exists(PATH) ? warningFor(Files.readString(PATH)) : "";
        }
        catch (final IOException ignore)
        {
            // Only root may read it.
            return "";
        }
    }

    static String warningFor(final String setting)
    {
        return "0".equals(setting.strip()) ?
            "the kernel interprets BPF programs, which costs several times as much; echo 1 > " + PATH : "";
    }
}
