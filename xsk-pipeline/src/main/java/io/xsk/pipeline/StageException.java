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
package io.xsk.pipeline;

/**
 * A stage's handler threw. The pipeline goes on, and a frame over which it threw is recycled whatever its verdict.
 */
public final class StageException extends RuntimeException
{
    private static final long serialVersionUID = 8031590746216093552L;

    /** The name of the stage. */
    private final String stage;
    /** The sequence of the slot. */
    private final long sequence;

    /**
     * For an exception that a handler threw.
     *
     * @param message  what it threw from, and what was done about it.
     * @param stage    the name of the stage.
     * @param sequence of the slot that it had, or of the first one of the batch.
     * @param cause    that it threw.
     */
    StageException(final String message, final String stage, final long sequence, final Throwable cause)
    {
        super(message + ": stage=" + stage + " sequence=" + sequence, cause);
        this.stage = stage;
        this.sequence = sequence;
    }

    /**
     * The stage whose handler threw.
     *
     * @return its name.
     */
    public String stage()
    {
        return stage;
    }

    /**
     * The slot that it had, or the first one of the batch whose start it was told of.
     *
     * @return the sequence of the slot.
     */
    public long sequence()
    {
        return sequence;
    }
}
