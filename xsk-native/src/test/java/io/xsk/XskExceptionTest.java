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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.ffi.Errno;
import org.junit.jupiter.api.Test;

class XskExceptionTest
{
    @Test
    void shouldSayWhatFailedOnWhatWhyAndWhatToDo()
    {
        final XskException exception = new XskException("bind", "interface=eth1 queue=3", Errno.EBUSY.code());

        assertEquals("bind", exception.call());
        assertEquals("interface=eth1 queue=3", exception.subject());
        assertEquals(16, exception.errno());
        assertEquals("EBUSY", exception.errnoName());
        assertTrue(exception.remedy().contains("another socket is bound to this queue"));
        assertEquals("bind failed: interface=eth1 queue=3: EBUSY (16, device or resource busy): " +
            exception.remedy(), exception.getMessage());
    }

    @Test
    void shouldGiveTheNumberOfAnErrorThatHasNoNameHere()
    {
        final XskException exception = new XskException("bind", "interface=eth1 queue=3", 4242);

        assertEquals("errno 4242", exception.errnoName());
        assertEquals("", exception.remedy());
        assertTrue(exception.getMessage().endsWith("errno 4242 (4242, see errno(3))"), exception.getMessage());
    }
}
