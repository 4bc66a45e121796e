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
package io.xsk.samples.market;

import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * Where a sample finds a stream of Aeron's.
 */
final class AeronOptions
{
    /** A stream has three of them in shared memory, of which a container may have no more than 64 MiB. */
    private static final int TERM_LENGTH = 4 * 1024 * 1024;

    @Option(names = "--channel", defaultValue = CommonContext.IPC_CHANNEL,
        description = "Of the stream, such as aeron:udp?endpoint=localhost:40456 (${DEFAULT-VALUE}).")
    private String channel;

    @Option(names = "--stream", paramLabel = "N", defaultValue = "1001",
        description = "Number of the stream (${DEFAULT-VALUE}).")
    private int streamId;

    @Option(names = "--aeron-dir", paramLabel = "DIR", description = "Folder of the media driver.")
    private Path directory;

    @Option(names = "--external", description = "The media driver runs already; else this launches one.")
    private boolean isExternal;

    AeronOptions()
    {
    }

    String channel()
    {
        return channel;
    }

    int streamId()
    {
        return streamId;
    }

    boolean isExternal()
    {
        return isExternal;
    }

    /** The folder that was said, or Aeron's own choice. */
    String directory()
    {
        return null == directory ? CommonContext.getAeronDirectoryName() : directory.toString();
    }

    /** A media driver to launch, of one thread. It refuses the folder of one that runs. */
    MediaDriver.Context embedded()
    {
        return new MediaDriver.Context()
            .aeronDirectoryName(directory())
            .threadingMode(ThreadingMode.SHARED)
            .ipcTermBufferLength(TERM_LENGTH)
            .publicationTermBufferLength(TERM_LENGTH)
            .dirDeleteOnShutdown(true);
    }
}
