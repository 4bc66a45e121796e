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
package io.xsk.perf;

/**
 * Where the frames of a UMEM are once the hot thread has stopped.
 *
 * @param total        of the UMEM.
 * @param lost         that are nowhere, or negative if there are frames in two places.
 * @param free         that the hot thread has.
 * @param receiving    given to the fill ring and not yet taken from the receive ring.
 * @param transmitting given to the transmit ring and not yet taken from the completion ring.
 */
record Frames(long total, long lost, long free, long receiving, long transmitting)
{
    static Frames of(final long total, final long free, final long receiving, final long transmitting)
    {
        return new Frames(total, total - free - receiving - transmitting, free, receiving, transmitting);
    }
}
