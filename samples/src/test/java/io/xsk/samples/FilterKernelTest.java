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
package io.xsk.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.KernelTest;
import java.io.IOException;

class FilterKernelTest
{
    private static final int ROUNDS = 2;

    @KernelTest
    void shouldTakeTheFeedAndLeavePingToTheKernel() throws IOException
    {
        final Filter.Result result = Filter.run(ROUNDS);

        assertEquals(ROUNDS * Filter.DATAGRAMS_A_ROUND, result.received());
        assertEquals(ROUNDS, result.answered());
        // An echo request each, or the like of it: the kernel has seen them behind the program.
        assertEquals(ROUNDS, result.ping().packets());
        assertTrue(result.isComplete(ROUNDS), result::toString);
    }
}
