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

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Programs of others that a test needs, and without which it is skipped; but what the build of CI installs has to be
 * there where all kernel tests must run.
 */
final class InstalledAssumption
{
    private InstalledAssumption()
    {
    }

    static void browser()
    {
        inCi(Browser.isInstalled(), Browser.needed());
    }

    /** The file that a package of Debian brings. */
    static void inCi(final Path file, final String name)
    {
        inCi(Files.exists(file), name);
    }

    /** What the build of CI does not install. */
    static void anywhere(final Path file, final String name)
    {
        assumeTrue(Files.exists(file), name + " is not installed");
    }

    private static void inCi(final boolean isInstalled, final String name)
    {
        assumeTrue(
            isInstalled || "required".equals(System.getProperty("xsk.kernel.tests")), name + " is not installed");
    }
}
