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
package io.xsk.capture;

import java.util.Locale;

/**
 * How the packets of a capture file ended.
 *
 * @param kind   of the end.
 * @param offset in the file, in bytes, of what could not be read any more, or of the end of the file; in a compressed
 *               file it counts the bytes before they were compressed.
 * @param reason in words.
 */
public record CaptureEnd(Kind kind, long offset, String reason)
{
    /**
     * What kind of end it is.
     */
    public enum Kind
    {
        /** The file ends behind a whole packet. */
        COMPLETE,
        /** The file ends within a packet or block, as when whoever wrote it was killed. */
        TRUNCATED,
        /** What follows cannot be a packet or block. */
        DAMAGED
    }

    /**
     * Was everything read that was written?
     *
     * @return true if the file ends behind a whole packet.
     */
    public boolean isComplete()
    {
        return Kind.COMPLETE == kind;
    }

    @Override
    public String toString()
    {
        return kind.name().toLowerCase(Locale.ROOT) + " at offset " + offset + ": " + reason;
    }
}
