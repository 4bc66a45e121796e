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

import java.nio.file.Path;
import java.util.Locale;

/**
 * The form of a capture file that is written; both have stamps in nanoseconds.
 */
public enum CaptureFormat
{
    /** Classic pcap: one interface, and no place for what was lost. */
    PCAP(".pcap"),
    /** The newer form: several interfaces with their names, and notes of what was lost. */
    PCAPNG(".pcapng");

    private final String suffix;

    CaptureFormat(final String suffix)
    {
        this.suffix = suffix;
    }

    /**
     * The form that a file's name asks for.
     *
     * @param file to be written.
     * @return classic pcap for {@code .pcap}, pcapng for every other name.
     */
    public static CaptureFormat of(final Path file)
    {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(PCAP.suffix) ? PCAP : PCAPNG;
    }
}
