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

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Captures that lie beside the checkout and are no part of the project. Where {@code XSK_SHARED_DATA} names their
 * folder, they must be there; where it does not, they are looked for in {@code ../shared/data}.
 */
public final class SharedData
{
    private static final String VARIABLE = "XSK_SHARED_DATA";

    private SharedData()
    {
    }

    /**
     * The capture files of a folder.
     *
     * @param folder within the data.
     * @return the files by name; none where there is no data.
     */
    public static List<Path> captures(final String folder)
    {
        final Path root = root();
        if (null == root)
        {
            return List.of();
        }
        try (Stream<Path> files = Files.list(root.resolve(folder)))
        {
            return files.filter(file -> file.toString().endsWith(".pcap")).sorted().toList();
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    /**
     * Where the data are.
     *
     * @return the folder, or null where there is none.
     */
    public static Path root()
    {
        final String named = System.getenv(VARIABLE);
        if (null != named)
        {
            return Files.isDirectory(Path.of(named)) ? Path.of(named) : fail(VARIABLE + " names no folder: " + named);
        }
        // A module's tests run in the module's folder.
        final Path beside = Path.of("../../shared/data");

        return Files.isDirectory(beside) ? beside : null;
    }
}
