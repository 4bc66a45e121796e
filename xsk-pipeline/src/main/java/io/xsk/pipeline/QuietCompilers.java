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
package io.xsk.pipeline;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Tells when the JVM has compiled what there is to compile: when it has completed no compilation for a while.
 */
final class QuietCompilers
{
    /** Longer than a compilation takes, since one is noticed when it has ended. */
    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    private long compilationMs = -1;
    private long changedNs;

    /** Has it been quiet for long enough? To be asked again and again. */
    boolean areReached()
    {
        final long nowNs = System.nanoTime();
        final long currentMs = null == compilers ? 0 : compilers.getTotalCompilationTime();
        if (currentMs != compilationMs)
        {
            compilationMs = currentMs;
            changedNs = nowNs;
        }

        return nowNs - changedNs >= QUIET_NS;
    }
}
