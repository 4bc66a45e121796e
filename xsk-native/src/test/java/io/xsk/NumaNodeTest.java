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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumaNodeTest
{
    private static final String ADDRESS = "0000:03:00.0";

    @TempDir
    private Path devices;

    @Test
    void shouldReadTheNodeOfTheDevice() throws IOException
    {
        write("1\n");
        assertEquals(1, NumaNode.of(devices, ADDRESS));

        write("-1\n");
        assertEquals(NumaNode.NONE, NumaNode.of(devices, ADDRESS));
    }

    @Test
    void shouldKnowNoneWhereNobodyTells() throws IOException
    {
        assertEquals(NumaNode.NONE, NumaNode.of(devices, ""));
        assertEquals(NumaNode.NONE, NumaNode.of(devices, ADDRESS));
        assertEquals(NumaNode.NONE, NumaNode.of(devices.resolve("no-sysfs"), ADDRESS));
        assertEquals(NumaNode.NONE, NumaNode.of(devices, "\0"));

        write("unknown");
        assertEquals(NumaNode.NONE, NumaNode.of(devices, ADDRESS));
        write("-7\n");
        assertEquals(NumaNode.NONE, NumaNode.of(devices, ADDRESS));
    }

    @Test
    void shouldNotLookElsewhere() throws IOException
    {
        write("1\n");

        assertEquals(NumaNode.NONE, NumaNode.of(devices, "../" + devices.getFileName() + "/" + ADDRESS));
        assertEquals(NumaNode.NONE, NumaNode.of(devices, devices.resolve(ADDRESS).toString()));
    }

    private void write(final String node) throws IOException
    {
        Files.writeString(Files.createDirectories(devices.resolve(ADDRESS)).resolve("numa_node"), node);
    }
}
