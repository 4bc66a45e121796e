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
 * What a {@link PacketRecorder} counts. Packets seen are those recorded and those skipped; packets recorded are, once
 * the recorder is closed, those written and those refused.
 */
public enum RecorderCounter
{
    /** Packets copied for the file, by the stage. */
    RECORDED(101, "recorder packets recorded"),
    /** Packets skipped by the stage, since the disk was too slow. */
    SKIPPED(102, "recorder packets skipped"),
    /** Packets written, by the thread that writes. */
    WRITTEN(103, "recorder packets written"),
    /** Packets not written after the disk had refused one. */
    REFUSED(104, "recorder packets refused by the disk"),
    /** Bytes of all files. */
    BYTES(105, "recorder bytes written"),
    /** Files begun. */
    FILES(106, "recorder files");

    private final int typeId;
    private final String label;

    RecorderCounter(final int typeId, final String label)
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
