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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * The numbers of system calls, and how they answer.
 */
class SystemCallTest
{
    private static final int NO_FD = -1;

    @Test
    void shouldKnowTheArchitecturesOfTheJdk()
    {
        assertFalse(SystemCall.Architecture.isAarch64("amd64"));
        assertTrue(SystemCall.Architecture.isAarch64("aarch64"));
    }

    @Test
    void shouldSayWhichArchitecturesThereAre()
    {
        final IllegalStateException exception =
            assertThrows(IllegalStateException.class, () -> SystemCall.Architecture.isAarch64("riscv64"));
        assertEquals(
            "architecture is not supported, only x86-64 and aarch64 are: os.arch=riscv64", exception.getMessage());
    }

    @Test
    void shouldAnswerWithTheNegativeErrno()
    {
        assertEquals(-Errno.EBADF.code(), SystemCall.CLOSE.call(NO_FD, 0, 0));
        assertFalse(SystemCall.SENDTO.succeeds(NO_FD, 0, 0, Sockets.MSG_DONTWAIT));
    }
}
