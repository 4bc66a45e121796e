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
package io.xsk.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process has mapped of AF_XDP sockets: the rings of those that were not closed.
 */
public final class OpenSockets
{
    private OpenSockets()
    {
    }

    /**
     * The number of rings that are mapped.
     *
     * @return the number.
     */
    public static long mappedRings()
    {
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps")))
        {
            return mappings.filter(mapping -> mapping.contains("socket:[")).count();
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }
}
