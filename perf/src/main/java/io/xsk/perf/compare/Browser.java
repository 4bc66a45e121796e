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
package io.xsk.perf.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;

/**
 * Chromium without a window: what becomes of a page when its scripts have run.
 */
final class Browser
{
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final long TIMEOUT_S = 60;

    private Browser()
    {
    }

    static boolean isInstalled()
    {
        return Files.isExecutable(CHROMIUM);
    }

    /** What is missing where it is not there. */
    static String needed()
    {
        return "Debian's package chromium, " + CHROMIUM;
    }

    /**
     * Open a page and let its scripts run.
     *
     * @param page a file.
     * @return the document that they have made of it, as HTML.
     */
    static String open(final Path page)
    {
        Path directory = null;
        try
        {
            directory = Files.createTempDirectory("xsk-browser");
            final Path output = directory.resolve("output");
            final List<String> command = List.of(CHROMIUM.toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--user-data-dir=" + directory.resolve("profile"), "--dump-dom",
                page.toUri().toString());
            final Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            final boolean hasEnded = process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (!hasEnded || 0 != process.exitValue())
            {
                throw new IllegalStateException("failed: " + String.join(" ", command));
            }

            return Files.readString(output, StandardCharsets.UTF_8);
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
        catch (final InterruptedException ignore)
        {
            throw new IllegalStateException("interrupted while the browser runs");
        }
        finally
        {
            if (null != directory)
            {
                // What its processes have still open may stay: it is in the folder for temporary files.
                IoUtil.delete(directory.toFile(), true);
            }
        }
    }
}
