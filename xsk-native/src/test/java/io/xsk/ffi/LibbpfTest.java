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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/**
 * What is said where libbpf is not what is needed.
 */
class LibbpfTest
{
    /** There on every machine, and surely without the functions of libbpf. */
    private static final String OTHER = "libc.so.6";

    @Test
    void shouldSayWhatToInstallWhereItIsMissing()
    {
        assertEquals("a compiled program is loaded by libbpf, which is not installed: install the package libbpf1 " +
            "(Debian, Ubuntu, openSUSE) or libbpf (Fedora, RHEL, Arch), or set -Dxsk.libbpf to its path: " +
            "library=libnone.so.1", refusal("libnone.so.1", "libnone.so.0"));
    }

    @Test
    void shouldSayThatItIsTooOld()
    {
        assertEquals("libbpf is too old, version 1.0 or later is needed: library=libc.so.6 has no function " +
            "libbpf_version_string", refusal(OTHER, "libnone.so.0"));
    }

    @Test
    void shouldNotTakeAnyLibraryForAnOlderOne()
    {
        assertEquals(refusal("libnone.so.1", "libnone.so.0"), refusal("libnone.so.1", OTHER));
    }

    private static String refusal(final String name, final String older)
    {
        return assertThrows(UnsupportedOperationException.class, () -> Libbpf.of(name, older)).getMessage();
    }
}
