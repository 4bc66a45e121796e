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
package io.xsk.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.xsk.ffi.BpfObjects;
import io.xsk.ffi.Sockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who keeps a link open: processes, by what {@code /proc} tells of their files, and paths in the BPF file system. What
 * the caller may not look into is passed over.
 */
final class LinkHolders
{
    private static final Path PROC = Path.of("/proc");
    private static final Path BPF_FILE_SYSTEM = Path.of("/sys/fs/bpf");
    private static final int MAX_DEPTH = 8;

    private LinkHolders()
    {
    }

    /** For people: {@code pid 4711 (java)} or {@code path /sys/fs/bpf/feed}. */
    static List<String> of(final int linkId)
    {
        final List<String> holders = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*"))
        {
            for (final Path process : processes)
            {
                if (isHeldBy(process, linkId))
                {
                    holders.add("pid " + process.getFileName() + " (" + commandOf(process) + ')');
                }
            }
        }
        catch (final IOException ignore)
        {
            // Without /proc there is nobody to name.
        }
        addPins(holders, linkId);

        return holders;
    }

    private static boolean isHeldBy(final Path process, final int linkId)
    {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd")))
        {
            for (final Path file : files)
            {
                if (isLink(file) && isOfId(process.resolve("fdinfo").resolve(file.getFileName()), linkId))
                {
                    return true;
                }
            }
        }
        catch (final IOException ignore)
        {
            // It has ended, or it is another user's.
        }

        return false;
    }

    private static boolean isLink(final Path file)
    {
        try
        {
            final String target = Files.readSymbolicLink(file).toString();
            return target.startsWith("anon_inode:") && target.contains("bpf") && target.contains("link");
        }
        catch (final IOException ignore)
        {
            return false;
        }
    }

    private static boolean isOfId(final Path fileInfo, final int linkId) throws IOException
    {
        for (final String line : Files.readAllLines(fileInfo))
        {
            if (line.startsWith("link_id:"))
            {
                return line.substring(line.indexOf(':') + 1).trim().equals(String.valueOf(linkId));
            }
        }

        return false;
    }

    private static String commandOf(final Path process)
    {
        try
        {
            return Files.readString(process.resolve("comm")).trim();
        }
        catch (final IOException ignore)
        {
            return "ended";
        }
    }

    private static void addPins(final List<String> holders, final int linkId)
    {
        try (Stream<Path> paths = Files.walk(BPF_FILE_SYSTEM, MAX_DEPTH))
        {
            for (final Path path : (Iterable<Path>)paths::iterator)
            {
                if (Files.isRegularFile(path) && linkId == pinnedLinkId(path))
                {
                    holders.add("path " + path);
                }
            }
        }
        catch (final IOException | UncheckedIOException ignore)
        {
            // It is not mounted, or not for this user.
        }
    }

    private static int pinnedLinkId(final Path path)
    {
        final int fd = KernelObjects.tryOpen(path);
        if (fd < 0)
        {
            return AttachedProgram.NO_LINK;
        }
        try (Arena arena = Arena.ofConfined())
        {
            return KernelObjects.is(fd, KernelObjects.Kind.LINK) ?
                KernelObjects.info(arena, fd, BpfObjects.LINK_INFO).get(JAVA_INT, BpfObjects.LINK_INFO_ID) :
                AttachedProgram.NO_LINK;
        }
        finally
        {
            Sockets.close(fd);
        }
    }
}
