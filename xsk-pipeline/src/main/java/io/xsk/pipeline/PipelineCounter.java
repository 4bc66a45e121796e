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
 * What a pipeline counts, besides what the kernel counts for its socket.
 */
public enum PipelineCounter
{
    /** Packets taken off the receive ring. */
    PACKETS_RECEIVED(1, "packets received"),
    /** Bytes of the packets taken off the receive ring. */
    BYTES_RECEIVED(2, "bytes received"),
    /** Batches published to the stages. */
    BATCHES_PUBLISHED(3, "batches published"),
    /** Packets put on the transmit ring. */
    PACKETS_TRANSMITTED(4, "packets transmitted"),
    /** System calls made because the kernel asked to be woken. */
    WAKEUPS(5, "wakeups"),
    /** Wakeups that the kernel was too busy for; they were made again. */
    WAKEUPS_REFUSED(6, "wakeups refused"),
    /** Exceptions thrown by the handlers of all stages; their frames were recycled. */
    STAGE_ERRORS(7, "stage errors"),
    /** Everything that the error handler was told, the exceptions of the stages among it. */
    ERRORS(8, "errors"),
    /** Packets received and not handled by every stage when the time to close was over. */
    PACKETS_DISCARDED(9, "packets discarded at close"),
    /** Packets that a stage wanted to transmit and that were not sent when the time to close was over. */
    TRANSMITS_DISCARDED(10, "transmits discarded at close");

    private final int typeId;
    private final String label;

    PipelineCounter(final int typeId, final String label)
    {
        this.typeId = typeId;
        this.label = label;
    }

    /**
     * The type of the counter within {@link org.agrona.concurrent.status.CountersReader}.
     *
     * @return the type.
     */
    public int typeId()
    {
        return typeId;
    }

    /**
     * The name for people and reports.
     *
     * @return the name in lower case.
     */
    public String label()
    {
        return label;
    }
}
