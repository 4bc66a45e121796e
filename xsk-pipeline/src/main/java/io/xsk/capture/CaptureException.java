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

/**
 * A capture file that cannot be used: it is none, it has packets that are not Ethernet, or the disk refuses it. The
 * message names the file, and what to do about it where something can be done.
 */
public final class CaptureException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * A capture file that cannot be used.
     *
     * @param message with what failed, on what, and why.
     */
    public CaptureException(final String message)
    {
        super(message);
    }

    /**
     * A capture file that the disk refuses.
     *
     * @param message with what failed, and on what.
     * @param cause   of the failure.
     */
    public CaptureException(final String message, final Throwable cause)
    {
        super(message + ": " + cause.getMessage(), cause);
    }
}
