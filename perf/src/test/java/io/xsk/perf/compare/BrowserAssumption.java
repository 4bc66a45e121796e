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

/**
 * Plots are drawn where a browser is installed. Where all must run that can, it has to be.
 */
final class BrowserAssumption
{
    private BrowserAssumption()
    {
    }

    static void hold()
    {
        assumeTrue(Browser.isInstalled() || "required".equals(System.getProperty("xsk.kernel.tests")),
            Browser.needed() + " is not installed");
    }
}
